import { Semaphore } from '../async/semaphore';
import { delay } from '../async/timing';
import { StoreUnreachable, toShopfloorError } from '../errors';
import { GIVEN_UP, type RateLimiter, type SlidingWindowLimits, TRAVEL_MARGIN_MS } from '../http/rate-limiter';
import type { Membership } from './membership';
import type { RedisConnection } from './redis-connection';

/** What goes out at once, of the calls of a window; the others are spread over it. */
const BURST = 0.1;
/** Ms by which a call may be late. A process that was frozen must not make a call long after its time. */
const LATEST_MS = TRAVEL_MARGIN_MS / 2;
/** The longest wait for a call, whatever a store says, in ms. */
const LONGEST_WAIT_MS = 3_600_000;
/** Without the store: looks again whether it is there, in ms. */
const LOOK_AGAIN_MS = 250;

/**
 * One limit for all processes. Each waits for one call's time at once, which the store gives out in the order in which
 * they were asked for: so all that have calls to make take turns. Without the store a process that is live goes on with
 * its part of the limit.
 */
export class SharedRateLimiter implements RateLimiter {
  private readonly queue: Semaphore;
  private readonly burst: number;
  /** Ms from one call to the next. */
  private readonly interval: number;
  private readonly closing = new AbortController();
  private nextAlone = 0;
  private pausedUntil = 0;
  private serving = false;

  constructor(
    private readonly name: string,
    limits: SlidingWindowLimits,
    private readonly redis: RedisConnection,
    private readonly membership: Membership,
  ) {
    this.burst = Math.max(1, Math.floor(limits.calls * BURST));
    this.interval = (limits.windowMs + TRAVEL_MARGIN_MS) / Math.max(1, limits.calls - this.burst);
    this.queue = new Semaphore(limits.concurrent, GIVEN_UP, () => this.serve());
  }

  take(signal?: AbortSignal): Promise<() => void> {
    return this.queue.wait(signal);
  }

  pause(ms: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, performance.now() + ms);
    this.redis.run('PAUSE', [this.name, Math.ceil(ms)]).catch(() => undefined);
  }

  close(): void {
    this.closing.abort();
  }

  private serve(): void {
    if (this.serving || !this.queue.isReady) return;
    this.serving = true;
    this.serveAll()
      .catch((thrown: unknown) => this.queue.refuse(toShopfloorError(thrown)))
      .finally(() => {
        this.serving = false;
        if (!this.closing.signal.aborted) this.serve();
      });
  }

  private async serveAll(): Promise<void> {
    const { signal } = this.closing;
    while (this.queue.isReady) {
      await delay(Math.max(0, this.pausedUntil - performance.now()), signal);
      const asked = performance.now();
      const wait = await this.reserve();
      await delay(wait ?? LOOK_AGAIN_MS, signal);
      if (wait !== undefined && performance.now() - asked - wait <= LATEST_MS) this.queue.admit();
    }
  }

  /** Ms to wait for the time of a call; undefined when it cannot be said yet. */
  private async reserve(): Promise<number | undefined> {
    const { membership } = this;
    try {
      const wait = await this.redis.run('RESERVE', [this.name, this.interval, this.burst]);
      return typeof wait === 'number' && wait >= 0 && wait <= LONGEST_WAIT_MS ? wait : undefined;
    } catch (thrown) {
      if (!(thrown instanceof StoreUnreachable)) throw thrown;
      await membership.beat();
      if (membership.state === 'up') return undefined;
      if (!membership.isLive) throw thrown;
      const now = performance.now();
      // Others go on alone too, so each makes its part of the calls, and waits before the first.
      const part = Math.min(this.interval * membership.count, LONGEST_WAIT_MS);
      this.nextAlone = Math.max(this.nextAlone, now) + part;
      return this.nextAlone - now;
    }
  }
}
