import type { OeePeriod, OeePeriodKind, OeePeriods } from '../../lib/journal/oee-periods';

/** What machines did in a period's last seconds is written by then, also what was late or silent. */
export const SETTLED_AFTER_MS = 90_000;
/** A computer that slept, or whose clock was set, is found out so soon. */
const LOOK_MS = 60_000;

/** Longer ago than this, as when a clock was set, periods that ended are not told. */
const LONGEST_BEHIND_MS = 31 * 86_400_000;

/** Calls at the end of each period, when what happened in it is known. */
export class PeriodEnds {
  private end: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;
  /** One period after another. */
  private before = Promise.resolve();

  constructor(
    private readonly periods: OeePeriods,
    private readonly kind: OeePeriodKind,
    private readonly ended: (period: OeePeriod) => Promise<void>,
  ) {
    this.end = periods.nextEnd(kind, Date.now());
    this.wait();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private wait(): void {
    const rest = this.end === undefined ? LOOK_MS : this.end + SETTLED_AFTER_MS - Date.now();
    this.timer = setTimeout(() => this.look(), Math.min(Math.max(rest, 0), LOOK_MS));
  }

  private look(): void {
    const { kind, periods } = this;
    const settled = Date.now() - SETTLED_AFTER_MS;
    if (this.end !== undefined && this.end < settled - LONGEST_BEHIND_MS) this.end = undefined;
    this.end ??= periods.nextEnd(kind, settled);
    for (; this.end !== undefined && this.end <= settled; this.end = periods.nextEnd(kind, this.end))
      for (const period of periods.endingAt(kind, this.end)) this.tell(period);
    this.wait();
  }

  private tell(period: OeePeriod): void {
    this.before = this.before.then(() => (this.isClosed ? undefined : this.ended(period)));
  }
}
