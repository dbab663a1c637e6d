import { AbortedError } from '../errors';

/** Decides when a call may go out. The returned function gives the place back when the call has ended. */
export interface CallBudget {
  take(signal?: AbortSignal): Promise<() => void>;
  /** The platform said that it had too many calls: nothing goes out for so long, in ms. */
  pause(ms: number): void;
}

export interface SlidingWindowLimits {
  /** Calls in any window. */
  calls: number;
  windowMs: number;
  /** Calls under way at once. */
  concurrent: number;
}

// A call reaches the platform later than it was sent here, and not each by the same time: the window is kept a
// little longer than the platform's, so that the platform never counts more than allowed in its own.
const TRAVEL_MARGIN_MS = 1_500;

interface Waiter {
  go(): void;
}

/** A budget of this process: first come, first served, none lost. */
export class SlidingWindowBudget implements CallBudget {
  private readonly waiting: Waiter[] = [];
  private readonly sent: number[] = [];
  private underWay = 0;
  private pausedUntil = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly limits: SlidingWindowLimits) {}

  take(signal?: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(new AbortedError('Given up while waiting for the rate limit'));
        return;
      }
      const onAbort = () => {
        this.waiting.splice(this.waiting.indexOf(waiter), 1);
        reject(new AbortedError('Given up while waiting for the rate limit'));
        if (this.waiting.length === 0) this.clearTimer();
      };
      const waiter: Waiter = {
        go: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve(this.place());
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(waiter);
      this.release();
    });
  }

  pause(ms: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, performance.now() + ms);
    this.clearTimer();
    this.release();
  }

  private place(): () => void {
    this.underWay += 1;
    let given = true;
    return () => {
      if (!given) return;
      given = false;
      this.underWay -= 1;
      this.release();
    };
  }

  private release(): void {
    while (this.waiting.length > 0 && this.underWay < this.limits.concurrent) {
      const now = performance.now();
      const wait = Math.max(this.pausedUntil - now, this.windowWait(now));
      if (wait > 0) {
        this.timer ??= setTimeout(() => {
          this.timer = undefined;
          this.release();
        }, Math.ceil(wait));
        return;
      }
      this.sent.push(now);
      this.waiting.shift()?.go();
    }
  }

  private windowWait(now: number): number {
    const windowMs = this.limits.windowMs + TRAVEL_MARGIN_MS;
    while (this.sent[0] !== undefined && this.sent[0] <= now - windowMs) this.sent.shift();
    const oldest = this.sent[0];
    if (this.sent.length < this.limits.calls || oldest === undefined) return 0;
    return oldest + windowMs - now;
  }

  private clearTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
