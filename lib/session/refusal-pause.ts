const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 600_000;
/** So many refused logins in so long, in ms; then not even somebody who asks for one gets another sent. */
export const MOST_REFUSED = 5;
export const REFUSED_WINDOW_MS = 600_000;

/** A refused login, and until when the next has to wait. Times are those of the clock in use, in ms. */
export interface Refusal<Reason> {
  reason: Reason;
  since: number;
  until: number;
}

/** What is known of the refused logins of one account. */
export interface Refusals<Reason> {
  /** In a row. */
  count: number;
  last: Refusal<Reason> | undefined;
  /** When logins were refused within the last ten minutes. */
  times: readonly number[];
}

/**
 * The pause after refused logins: a minute, growing to ten, so that no account is locked; and five in ten minutes at the
 * most, whoever asks for them.
 */
export class RefusalPause<Reason> {
  private count = 0;
  private last: Refusal<Reason> | undefined;
  private times: readonly number[] = [];

  constructor(private readonly now: () => number) {}

  get refusals(): Refusals<Reason> {
    return { count: this.count, last: this.last, times: this.recent };
  }

  /** The refusal whose pause is not over; undefined when a login may be sent. */
  get pausing(): Refusal<Reason> | undefined {
    const { last } = this;
    const now = this.now();
    // A time in the future was recorded before the clock was set back, so it cannot be used.
    return last && last.since <= now && now < last.until ? last : undefined;
  }

  /** Ms until a login may be sent that somebody asks for in a pause. */
  get lockedMs(): number {
    const first = this.recent.at(-MOST_REFUSED);
    return first === undefined ? 0 : first + REFUSED_WINDOW_MS - this.now();
  }

  /** True when nothing of it matters any more. */
  get isOver(): boolean {
    return this.recent.length === 0 && (this.last?.until ?? 0) + LONGEST_PAUSE_MS < this.now();
  }

  refused(reason: Reason): void {
    const since = this.now();
    const until = since + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.count);
    this.count += 1;
    this.times = [...this.recent, since];
    this.last = { reason, since, until };
  }

  succeeded(): void {
    this.count = 0;
    this.times = [];
    this.last = undefined;
  }

  /** Ends the pause, because somebody asks for a login; not after too many. */
  lift(): void {
    if (this.last && this.lockedMs === 0) this.last = { ...this.last, until: this.now() };
  }

  /** Takes in what others have met with: their refusal counts if its pause ends later. */
  learn({ count, last, times }: Refusals<Reason>): void {
    this.times = [...new Set([...this.times, ...times])].sort((a, b) => a - b);
    if (!last || last.until <= (this.last?.until ?? 0)) return;
    this.count = count;
    this.last = last;
  }

  private get recent(): readonly number[] {
    const now = this.now();
    return this.times.filter((time) => time <= now && time > now - REFUSED_WINDOW_MS);
  }
}
