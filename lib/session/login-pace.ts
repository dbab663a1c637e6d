/** How far apart logins are in the long run, in ms, where the options do not say. */
export const LOGIN_DISTANCE_MS = 3_000;
/** So many logins may follow each other at once, for refused tokens and tests of accounts. */
const AT_ONCE = 5;

/**
 * A least distance of logins, successful ones too: a platform that gives out tokens which end at once must not be asked
 * for one by each call.
 */
export class LoginPace {
  /** When all logins so far would be due at the least distance. */
  private due = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly now: () => number,
    private readonly distanceMs: number,
  ) {}

  /** Ms until the next login may go out. */
  get waitMs(): number {
    return Math.max(0, this.aheadMs - (AT_ONCE - 1) * this.distanceMs);
  }

  /** A login has been answered. */
  count(): void {
    this.due = this.now() + this.aheadMs + this.distanceMs;
  }

  private get aheadMs(): number {
    const ahead = this.due - this.now();
    // No login can have put the time so far ahead, so it was recorded by another clock.
    return ahead > (AT_ONCE + 1) * this.distanceMs ? 0 : Math.max(0, ahead);
  }
}
