import { steadyTime } from '../async/clock';
import { PlatformError } from '../errors';
import type { HttpResponse } from './transport';

/** `Date` tells whole seconds, and answers travel: what differs by less is no difference. */
const TOLERANCE_MS = 5_000;
/** From here on people are told, and what was signed for the wrong time is worth another try. */
const WORTH_TELLING_MS = 60_000;

/**
 * The platform's time, as the `Date` of its answers tells it (RFC 9110, section 6.6.1): a platform that wants signatures
 * with the time judges them by its own clock, whatever the computer's says.
 */
export class PlatformClock {
  /** What the platform's clock is ahead of the steady one; undefined while the computer's is as good. */
  private aheadMs: number | undefined;
  private told = false;
  private answers = 0;

  /** `onHostOff` hears once, when the time is asked for, by how many ms the computer is ahead. */
  constructor(
    private readonly onHostOff: (aheadMs: number) => void = () => undefined,
    private readonly steady: () => number = steadyTime,
  ) {}

  /** False while no answer has told the time. */
  get isKnown(): boolean {
    return this.answers > 0;
  }

  /** `sentAt`: when the request went out, by the steady clock. */
  learn({ headers }: Pick<HttpResponse, 'headers'>, sentAt: number): void {
    const { date, age = '0' } = headers;
    const second = Date.parse(date ?? '');
    if (Number.isNaN(second)) return;
    this.answers += 1;
    const receivedAt = this.steady();
    // In the middle of the second that it names, and of the time that the call took.
    const said = second + 500 + (Number(age) * 1000 || 0);
    const ahead = said - (sentAt + receivedAt) / 2;
    const isHostRight =
      Math.abs(Date.now() - (receivedAt + ahead)) <= TOLERANCE_MS + (receivedAt - sentAt) / 2;
    this.aheadMs = isHostRight ? undefined : ahead;
  }

  /** Now, in ms since the epoch, as the platform has it. */
  now(): number {
    if (this.aheadMs === undefined) return Date.now();
    const now = Math.round(this.steady() + this.aheadMs);
    const hostAhead = Date.now() - now;
    if (!this.told && Math.abs(hostAhead) >= WORTH_TELLING_MS) {
      this.told = true;
      this.onHostOff(hostAhead);
    }
    return now;
  }

  /**
   * Does what is signed with the time; once more where the platform's refusal told that the time was another.
   */
  async signed<Result>(work: (now: number) => Promise<Result>): Promise<Result> {
    const [signedFor, began] = [this.now(), this.steady()];
    try {
      return await work(signedFor);
    } catch (thrown) {
      const expected = signedFor + this.steady() - began;
      if (!(thrown instanceof PlatformError) || Math.abs(this.now() - expected) < WORTH_TELLING_MS)
        throw thrown;
      return work(this.now());
    }
  }
}
