import { randomUUID } from 'node:crypto';
import { StoreUnreachable, toShopfloorError } from '../errors';
import { type CallBudget, GIVEN_UP, type SlidingWindowLimits, TRAVEL_MARGIN_MS } from '../http/call-budget';
import { delay } from '../timing';
import { TurnQueue } from '../turn-queue';
import { Moment } from './moment';
import { OwnCalls } from './own-calls';
import type { StoreMode } from './process-lease';
import type { StoreTimings } from './settings';
import type { StoreAccess } from './store-access';

/** A process that was frozen must not make a call long after its moment; within the margin for travel. */
const LATEST_MS = TRAVEL_MARGIN_MS / 2;
/** Without the store: looks again whether a call may go out, or the store is there again. */
const LOOK_AGAIN_MS = 250;
/** In which all processes tell a store that was away what they did meanwhile, in ms. */
const RETURN_MS = 4_000;

/**
 * One budget for all processes. Each waits for one moment at a time, which the store gives out in the order in which
 * they were asked for: so all that have calls to make take turns.
 */
export class SharedBudget implements CallBudget {
  private readonly queue: TurnQueue;
  private readonly own: OwnCalls;
  private readonly windowMs: number;
  private readonly closing = new AbortController();
  private pausedUntil = Moment.now();
  private serving = false;
  private recording: Promise<void> | undefined;

  constructor(
    private readonly name: string,
    private readonly limits: SlidingWindowLimits,
    private readonly access: StoreAccess,
    private readonly timings: StoreTimings,
  ) {
    this.windowMs = limits.windowMs + TRAVEL_MARGIN_MS;
    this.own = new OwnCalls(limits.calls, this.windowMs);
    this.queue = new TurnQueue(limits.concurrent, GIVEN_UP, () => this.serve());
    access.lease.on('mode', this.onMode).on('restarted', this.onRestart);
  }

  take(signal?: AbortSignal): Promise<() => void> {
    return this.queue.wait(signal);
  }

  pause(ms: number): void {
    this.pausedUntil = Moment.now().plus(Math.max(ms, this.pausedUntil.remaining));
    this.access.run('pause', [this.name, Math.ceil(ms)]).catch(() => undefined);
  }

  close(): void {
    this.closing.abort();
    this.access.lease.off('mode', this.onMode).off('restarted', this.onRestart);
  }

  private readonly onMode = (mode: StoreMode): void => {
    const isBack = mode === 'up' || mode === 'relayed';
    if (isBack && this.own.notAlone()) this.record();
  };

  private readonly onRestart = (): void => this.record();

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
    while (this.queue.isReady) {
      const id = await this.moment();
      if (this.queue.isReady) {
        this.own.add(id);
        this.queue.admit();
      } else {
        this.cancel(id);
      }
    }
  }

  /** Done when a call may go out; its id. */
  private async moment(): Promise<string> {
    const { signal } = this.closing;
    for (;;) {
      await delay(Math.max(0, this.pausedUntil.remaining), signal);
      await this.recording;
      const id = randomUUID();
      const asked = Moment.now();
      const wait = await this.reserve(id);
      if (wait === 'later') {
        await delay(LOOK_AGAIN_MS, signal);
      } else {
        await delay(wait, signal).catch((thrown: unknown) => {
          this.cancel(id);
          throw thrown;
        });
        if (asked.age - wait <= LATEST_MS) return id;
      }
    }
  }

  /** Ms to wait for the call's moment; `later` when it cannot be said yet. */
  private async reserve(id: string): Promise<number | 'later'> {
    const { access, name, limits, windowMs, timings } = this;
    try {
      return Number(await access.run('reserve', [name, limits.calls, windowMs, id, timings.leaseMs]));
    } catch (thrown) {
      if (!(thrown instanceof StoreUnreachable)) throw thrown;
      await access.lease.beat();
      const { mode, peers } = access.lease;
      if (mode === 'alone') return this.own.mayGoAlone(peers.count) ? 0 : 'later';
      if (mode === 'lost') throw thrown;
      return 'later';
    }
  }

  private cancel(id: string): void {
    this.access.run('cancel', [this.name, id]).catch(() => undefined);
  }

  private record(): void {
    const args = [this.name, this.windowMs, RETURN_MS, ...this.own.list()];
    this.recording = this.access
      .run('record', args)
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => {
        this.recording = undefined;
      });
  }
}
