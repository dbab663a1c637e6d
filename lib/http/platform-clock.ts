import { steadyTime } from '../async/clock';
import { PlatformError } from '../errors';
import type { HttpResponse } from './transport';

/** `Date` has whole seconds and answers take time, so a smaller difference is ignored. */
const TOLERANCE_MS = 5_000;
/** A larger difference is reported, and a signature made for the wrong time is tried again. */
const WORTH_TELLING_MS = 60_000;

/**
 * The platform's time, as the `Date` of its answers tells it (RFC 9110, section 6.6.1): a platform that wants
 * signatures with the time judges them by its own clock, whatever the computer's says.
 */
export class PlatformClock {
  /**
   * By how many ms the platform's clock is ahead of the steady one; undefined while the computer's clock is good
   * enough.
   */
  private aheadMs: number | undefined;
  private told = false;
  private answers = 0;

  /** `onHostOff` is called once, when the time is asked for, with the ms by which the computer is ahead. */
  constructor(
    private readonly onHostOff: (aheadMs: number) => void = () => undefined,
    private readonly steady: () => number = steadyTime,
  ) {}

  /** False while no answer had a `Date`. */
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
    // The middle of the second in `Date` is taken for the middle of the call.
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
   * Does work that is signed with the time, and once more when the refusal showed that the time was wrong.
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
