import { toShopfloorError } from '../../lib/errors';
import type { JournalStore } from '../../lib/journal/journal-store';
import { KEEP_DAYS } from '../../lib/journal/limits';
import { removalLimit } from '../../lib/journal/removal-limit';
import { numberWithin } from '../../lib/settings/number-within';

const FIRST_MS = 60_000;
const EACH_MS = 3_600_000;
/** Between two pieces, so that who writes and reads meanwhile has its turn. */
const PIECE_MS = 100;

/** Days that a journal is kept; undefined: for good. Throws `InputError` for what is no number of days. */
export function keptDays(value: unknown): number | undefined {
  const text = String(value ?? '').trim();
  if (text === '') return undefined;
  return numberWithin(KEEP_DAYS, text);
}

/** Removes from a journal, each hour and piece by piece, what ended more than so many days ago. */
export class OldDays {
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;
  /** What the removal that is under way removes. */
  private limit: number | undefined;

  constructor(
    private readonly journal: Pick<JournalStore, 'intervals' | 'removeBefore'>,
    private readonly days: number,
    private readonly onFailure: (why: string) => void,
  ) {
    this.removeIn(FIRST_MS);
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private removeIn(ms: number): void {
    if (!this.isStopped) this.timer = setTimeout(() => void this.remove(), ms);
  }

  private async remove(): Promise<void> {
    try {
      this.limit ??= await removalLimit(this.journal, this.days, Date.now());
      const isMore = this.limit !== undefined && (await this.journal.removeBefore(this.limit));
      if (!isMore) this.limit = undefined;
      this.removeIn(isMore ? PIECE_MS : EACH_MS);
    } catch (thrown) {
      this.limit = undefined;
      if (!this.isStopped) this.onFailure(toShopfloorError(thrown).message);
      this.removeIn(EACH_MS);
    }
  }
}
