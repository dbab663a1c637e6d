import { toShopfloorError } from '../../lib/errors';
import type { JournalStore } from '../../lib/journal/journal-store';
import { KEEP_DAYS } from '../../lib/journal/limits';
import { numberWithin } from '../../lib/settings/number-within';

const DAY_MS = 86_400_000;
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

  constructor(
    private readonly journal: Pick<JournalStore, 'removeBefore'>,
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
      const isMore = await this.journal.removeBefore(Date.now() - this.days * DAY_MS);
      this.removeIn(isMore ? PIECE_MS : EACH_MS);
    } catch (thrown) {
      if (!this.isStopped) this.onFailure(toShopfloorError(thrown).message);
      this.removeIn(EACH_MS);
    }
  }
}
