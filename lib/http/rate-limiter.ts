import { Semaphore } from '../async/semaphore';

/** Decides when a call may go out. The returned function gives the place back when the call has ended. */
export interface RateLimiter {
  take(signal?: AbortSignal): Promise<() => void>;
  /** The platform said that it had too many calls: nothing goes out for so long, in ms. */
  pause(ms: number): void;
  /** Ends what is under way. */
  close?(): void;
}

export interface SlidingWindowLimits {
  /** Calls in any window. */
  calls: number;
  windowMs: number;
  /** Calls under way at once. */
  concurrent: number;
}

/**
 * By how many ms the window is longer than the platform's. Calls do not all travel equally long, and the platform must
 * never count more than allowed in its own window.
 */
export const TRAVEL_MARGIN_MS = 1_500;

/** The message for a caller who did not wait for a turn. */
export const GIVEN_UP = 'Given up while waiting for the rate limit';

/** A rate limiter of this process: first come, first served, none lost. */
export class SlidingWindowLimiter implements RateLimiter {
  private readonly queue: Semaphore;
  private readonly sent: number[] = [];
  private pausedUntil = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly limits: SlidingWindowLimits) {
    this.queue = new Semaphore(limits.concurrent, GIVEN_UP, () => this.release());
  }

  take(signal?: AbortSignal): Promise<() => void> {
    return this.queue.wait(signal);
  }

  pause(ms: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, performance.now() + ms);
    this.clearTimer();
    this.release();
  }

  private release(): void {
    if (this.queue.isEmpty) this.clearTimer();
    while (this.queue.isReady) {
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
      this.queue.admit();
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
