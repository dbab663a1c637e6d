import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { StoreState } from '../assignment/machine-assignment';
import { steadyTime } from '../async/clock';
import { type StoreProblem, StoreUnreachable } from '../errors';
import type { RedisConnection } from './redis-connection';
import type { StoreSettings, StoreTimings } from './settings';

/** A server that names more is wrong: calls would stop for days. */
const MOST_MEMBERS = 1_000;

interface MembershipEvents {
  change: [];
  /** The server did not know this member, so what it holds must be claimed again. */
  joined: [];
  /** Others may take what this member held from now on. */
  lapsed: [];
}

/**
 * This process as a member of the plant: it sends heartbeats, and its lease lasts for a while from the last one that
 * was answered. Without the server it keeps what it holds or leaves it when the lease ends, as its settings say.
 */
export class Membership extends EventEmitter<MembershipEvents> {
  readonly id = randomUUID();
  /** How many members there are, as far as this one knows. */
  count = 1;
  problem: StoreProblem | undefined;
  private current: StoreState = 'connecting';
  private leaseEnd: number | undefined;
  private beating: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private expiry: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly redis: RedisConnection,
    private readonly settings: StoreSettings,
    private readonly timings: StoreTimings,
  ) {
    super();
    this.setMaxListeners(0);
  }

  get state(): StoreState {
    return this.current;
  }

  /** True while this member may act on what it holds. Ask this before anything is sent. */
  get isLive(): boolean {
    if (!this.leaseEnd) return false;
    if (this.leaseLeft > 0) return true;
    // The member goes on without the server only when it knows that the server is away; after a freeze others may have
    // taken everything.
    if (this.current === 'away' && this.settings.withoutStore !== 'leave') return true;
    this.lapse();
    return false;
  }

  /** Sends a heartbeat, or returns the one that is under way; never rejects. */
  beat(): Promise<void> {
    this.beating ??= this.beatOnce().finally(() => {
      this.beating = undefined;
    });
    return this.beating;
  }

  /** Gives everything back; nothing is held or reported from now on. */
  async close(): Promise<void> {
    const wasMember = this.leaseEnd !== undefined;
    this.closed = true;
    this.leaseEnd = undefined;
    clearTimeout(this.timer);
    clearTimeout(this.expiry);
    this.removeAllListeners();
    if (wasMember) await this.redis.run('DEPART', [this.id]).catch(() => undefined);
  }

  private async beatOnce(): Promise<void> {
    clearTimeout(this.timer);
    const sent = steadyTime();
    try {
      const reply = await this.redis.run('HEARTBEAT', [this.id]);
      if (!this.closed) this.answered(reply, sent);
    } catch (thrown) {
      if (!this.closed) this.failed(thrown);
    }
    if (!this.closed) this.timer = setTimeout(() => void this.beat(), this.timings.heartbeatMs);
  }

  private answered(reply: unknown, sent: number): void {
    const [known, count] = reply as unknown[];
    const { leaseMs, marginMs } = this.timings;
    // What is held under a lease that has ended unnoticed is lost.
    const isFirst = !this.isLive;
    this.leaseEnd = sent + leaseMs - marginMs;
    clearTimeout(this.expiry);
    this.expiry = setTimeout(() => this.isLive, this.leaseLeft + 1);
    if (typeof count === 'number' && count >= 1) this.count = Math.min(count, MOST_MEMBERS);
    this.enter('up', undefined);
    if (isFirst || known === 0) this.emit('joined');
  }

  private failed(thrown: unknown): void {
    const problem = thrown instanceof StoreUnreachable ? thrown.problem : 'unreachable';
    // Only a member that noticed the loss of the server before its lease ended may go on without it.
    this.enter(this.current === 'away' || this.leaseLeft > 0 ? 'away' : 'left', problem);
    if (!this.isLive) this.enter('left', problem);
  }

  private lapse(): void {
    clearTimeout(this.expiry);
    this.leaseEnd = undefined;
    this.emit('lapsed');
    if (this.current === 'away') this.enter('left', this.problem);
  }

  private enter(state: StoreState, problem: StoreProblem | undefined): void {
    if (state === this.current && problem === this.problem) return;
    this.current = state;
    this.problem = problem;
    this.emit('change');
  }

  private get leaseLeft(): number {
    return (this.leaseEnd ?? 0) - steadyTime();
  }
}
