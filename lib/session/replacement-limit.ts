import { renewalTime, type Token } from './token';

const REPLACED_PER_MINUTE = 3;
const MINUTE_MS = 60_000;

/**
 * How often refused tokens are replaced: a platform that gives out tokens and refuses each, or that answers a
 * call that nobody may make like one whose token has ended, must not cost a login a call.
 */
export class ReplacementLimit {
  private times: number[] = [];

  constructor(private readonly now: () => number) {}

  /** True when this token may be replaced now. One that is about to end after a life is no cause for suspicion. */
  allows(token: Token): boolean {
    const now = this.now();
    const hasLived = now - token.obtainedAt >= MINUTE_MS / REPLACED_PER_MINUTE;
    if (hasLived && now >= renewalTime(token)) return true;
    // Later than now: another process has noted it.
    this.times = this.times.filter((time) => time <= now && time > now - MINUTE_MS);
    if (this.times.length >= REPLACED_PER_MINUTE) return false;
    this.times.push(now);
    return true;
  }
}
