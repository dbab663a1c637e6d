import { createHash, randomUUID } from 'node:crypto';
import type { AssignmentEvents, MachineAssignment } from '../assignment/machine-assignment';
import type { Membership } from './membership';
import type { RedisConnection } from './redis-connection';
import type { ScriptName } from './scripts';
import type { StoreTimings } from './settings';

interface Consumer {
  id: string;
  /** A digest of its list of machines. */
  digest: string;
  /** Machines that it holds. */
  count: number;
}

/** Arguments of one script. */
const CHUNK = 1_000;
const CHANGE_PAUSE_MS = 40;
/** Checks that may follow one another without a pause; then each waits for half a heartbeat, whatever the server says. */
const CHECKS_AT_ONCE = 20;
/** Ms to wait after a search that found no free machine, if nothing changes meanwhile. */
const SEARCH_AGAIN_MS = 10_000;

/**
 * The machines of one node that are assigned to this process. All consumers with the same list work out alike how many
 * each should have; who has too many leaves some and gives them back, who has too few claims free ones. Every change is
 * published, and each consumer checks for itself.
 */
export class PartitionAssignment implements MachineAssignment {
  private readonly id: string;
  private wanted: ReadonlySet<string> = new Set();
  private list: readonly string[] = [];
  private digest = '';
  /** Our machines, with the epoch of the lease. */
  private readonly held = new Map<string, number>();
  /** Machines that the server may still list as ours, and that are not. */
  private readonly unreturned = new Set<string>();
  private mustRestore = false;
  private events: AssignmentEvents | undefined;
  private searchNotBefore = 0;
  private timer: NodeJS.Timeout | undefined;
  private balancing: Promise<void> | undefined;
  private nextMs = 0;
  private dueAt = 0;
  private checks = CHECKS_AT_ONCE;
  private checksCountedAt = performance.now();
  private closed = false;

  constructor(
    private readonly group: string,
    private readonly redis: RedisConnection,
    private readonly membership: Membership,
    private readonly timings: StoreTimings,
  ) {
    this.id = `${membership.id}:${randomUUID()}`;
    redis.on('message', this.onMessage);
    membership.on('joined', this.onJoined).on('lapsed', this.onLapsed).on('change', this.tell);
  }

  /** Sets the handlers. They are told of all that is held first. */
  listen(events: AssignmentEvents | undefined): void {
    this.events = events;
    if (this.held.size > 0) events?.onAssigned([...this.held.keys()]);
    this.tell();
  }

  want(machineIds: readonly string[]): void {
    this.wanted = new Set(machineIds);
    this.list = [...this.wanted].sort();
    this.digest = createHash('sha1').update(JSON.stringify(this.list)).digest('base64url');
    this.revoke([...this.held.keys()].filter((id) => !this.wanted.has(id)));
    this.balanceIn(CHANGE_PAUSE_MS);
  }

  holds(machineId: string): boolean {
    // This is asked first, because it revokes everything when the lease has ended.
    return this.membership.isLive && this.held.has(machineId);
  }

  epochOf(machineId: string): number | undefined {
    return this.held.get(machineId);
  }

  /** Holds nothing and does nothing any more. */
  stop(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.redis.off('message', this.onMessage);
    this.membership.off('joined', this.onJoined).off('lapsed', this.onLapsed).off('change', this.tell);
    this.revoke([...this.held.keys()]);
    this.events = undefined;
  }

  /** Gives all machines back. */
  async close(): Promise<void> {
    this.stop();
    await this.balancing;
    await this.run('LEAVE').catch(() => undefined);
  }

  private readonly onMessage = (changed: string): void => {
    if (changed !== this.group && changed !== '*') return;
    this.searchNotBefore = 0;
    this.balanceIn(CHANGE_PAUSE_MS * (0.5 + Math.random()));
  };

  private readonly onJoined = (): void => {
    this.mustRestore = this.held.size > 0;
    this.balanceIn(0);
  };

  private readonly onLapsed = (): void => this.revoke([...this.held.keys()]);

  private readonly tell = (): void => {
    const { state, problem } = this.membership;
    this.events?.onState({ mine: this.held.size, total: this.wanted.size, store: state, problem });
  };

  /** Only one check runs at a time; a change during a check leads to another. */
  private balanceIn(ms: number): void {
    this.nextMs = Math.min(this.nextMs, ms);
    if (this.closed || this.balancing) return;
    const waitMs = this.paced(ms);
    const dueAt = performance.now() + waitMs;
    // News that come all the time must not put a check off for ever.
    if (this.timer && this.dueAt <= dueAt) return;
    this.dueAt = dueAt;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.checks -= 1;
      this.nextMs = this.timings.heartbeatMs;
      this.balancing = this.balance()
        // Without the store everything stays as it is.
        .catch(() => undefined)
        .finally(() => {
          this.balancing = undefined;
          this.balanceIn(this.nextMs);
        });
    }, waitMs);
  }

  /** A server that takes machines away and gives them back without end must not keep this process busy. */
  private paced(ms: number): number {
    const distanceMs = this.timings.heartbeatMs / 2;
    const now = performance.now();
    this.checks = Math.min(CHECKS_AT_ONCE, this.checks + (now - this.checksCountedAt) / distanceMs);
    this.checksCountedAt = now;
    return Math.max(ms, (1 - this.checks) * distanceMs);
  }

  private async balance(): Promise<void> {
    if (this.membership.state !== 'up') return;
    await this.giveBack();
    const { digest } = this;
    const consumers = readConsumers(await this.run('SYNC', digest, this.held.size));
    if (this.mustRestore) await this.restore();
    // A consumer with another list is about to get ours, or has machines that are not in ours.
    const rivals = consumers.filter((consumer) => consumer.digest === digest);
    const share = fairShare(this.id, rivals, this.wanted.size);
    if (digest !== this.digest || share === undefined) return;
    const before = this.held.size;
    if (before > share) {
      this.revoke([...this.held.keys()].slice(share));
      await this.giveBack();
    } else if (rivals.reduce((sum, { count }) => sum + count, 0) < this.wanted.size) {
      await this.search(share);
    }
    if (this.held.size !== before) this.balanceIn(CHANGE_PAUSE_MS);
  }

  private async giveBack(): Promise<void> {
    for (const chunk of chunks([...this.unreturned])) {
      await this.run('RELEASE', ...chunk);
      for (const id of chunk) this.unreturned.delete(id);
    }
  }

  /** Others may have taken our machines meanwhile. */
  private async restore(): Promise<void> {
    for (const chunk of chunks([...this.held.keys()])) {
      const restored = await this.claim(1, chunk.length, chunk);
      this.revoke(chunk.filter((id) => this.held.has(id) && !restored?.has(id)));
    }
    this.mustRestore = false;
  }

  /** Looks for free machines in the list, unless a recent search found none. */
  private async search(share: number): Promise<void> {
    if (performance.now() < this.searchNotBefore) return;
    this.searchNotBefore = performance.now() + SEARCH_AGAIN_MS;
    // The search begins anywhere in the list, so that not all consumers claim the same machines.
    const start = Math.floor(Math.random() * this.list.length);
    for (let at = 0; at < this.list.length; ) {
      const chunk: string[] = [];
      for (; at < this.list.length && chunk.length < CHUNK; at++) {
        const id = this.list[(start + at) % this.list.length];
        if (id !== undefined && !this.held.has(id)) chunk.push(id);
      }
      const room = share - this.held.size;
      if (room > 0 && (await this.claim(0, room, chunk))) continue;
      this.searchNotBefore = 0;
      return;
    }
    if (this.held.size === share) this.searchNotBefore = 0;
  }

  /**
   * Those of the machines that are ours now, under a new epoch; `isHeld` is 1 for those that we have already. Undefined
   * while the server gives nothing out.
   */
  private async claim(isHeld: 0 | 1, most: number, machines: readonly string[]) {
    // If the answer is lost, nobody knows which of them are ours.
    for (const id of machines) this.unreturned.add(id);
    const [epoch, ...claimed] = (await this.run('CLAIM', isHeld, most, ...machines)) as [number, ...string[]];
    for (const id of machines) this.unreturned.delete(id);
    if (epoch < 0) {
      this.balanceIn(-epoch);
      return undefined;
    }
    const mayHold = this.membership.isLive && !this.closed;
    const ours = claimed.filter((id) => mayHold && this.wanted.has(id));
    const gained = ours.filter((id) => !this.held.has(id));
    for (const id of claimed) this.unreturned.add(id);
    for (const id of ours) {
      this.held.set(id, epoch);
      this.unreturned.delete(id);
    }
    if (gained.length > 0) this.events?.onAssigned(gained);
    this.tell();
    return new Set(ours);
  }

  private revoke(machines: readonly string[]): void {
    for (const id of machines) {
      this.held.delete(id);
      this.unreturned.add(id);
    }
    if (machines.length > 0) this.events?.onRevoked(machines);
    this.tell();
  }

  private async run(script: ScriptName, ...args: (string | number)[]): Promise<unknown> {
    const reply = await this.redis.run(script, [this.group, this.id, ...args]);
    if (Array.isArray(reply) || reply === 1) return reply;
    // The server does not know us (any more): the next heartbeat tells it.
    void this.membership.beat();
    throw new Error('Not a member');
  }
}

/**
 * How many of `total` machines a consumer should have, as all work it out alike: within one of even, and the odd ones
 * stay with those that have most, so that as few as possible move.
 */
function fairShare(id: string, consumers: Consumer[], total: number): number | undefined {
  consumers.sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1));
  const place = consumers.findIndex((consumer) => consumer.id === id);
  if (place < 0) return undefined;
  const least = Math.floor(total / consumers.length);
  return place < total - least * consumers.length ? least + 1 : least;
}

function readConsumers(reply: unknown): Consumer[] {
  const fields = reply as unknown[];
  return Array.from({ length: Math.floor(fields.length / 3) }, (_, at) => ({
    id: String(fields[3 * at]),
    digest: String(fields[3 * at + 1]),
    count: Number(fields[3 * at + 2]),
  }));
}

function chunks(machines: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(machines.length / CHUNK) }, (_, at) =>
    machines.slice(at * CHUNK, (at + 1) * CHUNK),
  );
}
