import { renewalTime, type Token } from './token';

const REPLACED_PER_MINUTE = 3;
const MINUTE_MS = 60_000;

/**
 * How often refused tokens are replaced: without the limit a platform that refuses each new token would cost a login
 * for each call.
 */
export class ReplacementLimit {
  private times: number[] = [];

  constructor(private readonly now: () => number) {}

  /** True when this token may be replaced now. A token that is near its end may always be replaced. */
  allows(token: Token): boolean {
    const now = this.now();
    const hasLived = now - token.obtainedAt >= MINUTE_MS / REPLACED_PER_MINUTE;
    if (hasLived && now >= renewalTime(token)) return true;
    // A time later than now was recorded by another process.
    this.times = this.times.filter((time) => time <= now && time > now - MINUTE_MS);
    if (this.times.length >= REPLACED_PER_MINUTE) return false;
    this.times.push(now);
    return true;
  }
}
