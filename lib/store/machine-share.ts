import { createHash } from 'node:crypto';
import { fairShare, type Member } from './fair-share';
import type { DivisionEvents } from './machine-division';
import { Moment } from './moment';
import type { StoreTimings } from './settings';
import type { StoreAccess } from './store-access';

interface Attendance extends Member {
  digest: string;
}

/** Arguments of one script. */
const CHUNK = 1_000;
const NUDGE_PAUSE_MS = 40;
/** After a search for free machines that found none, if nothing changes meanwhile. */
const SEARCH_AGAIN_MS = 10_000;
const UNKNOWN = -1;

/**
 * This process' share of the machines of one node. All processes with the same list work out the same shares; who has
 * too many leaves some and gives them back, who has too few takes free ones. Nobody is told to: what changes is told
 * to all, and each looks for itself.
 */
export class MachineShare {
  private wanted: readonly string[] = [];
  private wantedSet: ReadonlySet<string> = new Set();
  private digest = '';
  private readonly held = new Set<string>();
  /** Left here, and ours still as far as the store knows. */
  private readonly unreturned = new Set<string>();
  private readonly cursor = Math.random();
  private listener: DivisionEvents | undefined;
  private mustRestore = false;
  private search = { signature: '', at: Moment.now() };
  private timer: NodeJS.Timeout | undefined;
  private settling: Promise<void> | undefined;
  private again = false;
  private pauseMs = 0;
  private closed = false;
  private readonly detach: () => void;

  constructor(
    private readonly group: string,
    private readonly access: StoreAccess,
    private readonly timings: StoreTimings,
  ) {
    const { link, lease } = access;
    const onNudge = (nudged: string) => {
      if (nudged === group) this.settleIn(NUDGE_PAUSE_MS * (0.5 + Math.random()));
    };
    const onRegistered = () => {
      this.mustRestore = this.held.size > 0;
      this.settleIn(0);
    };
    const onLapsed = () => {
      this.unreturned.clear();
      this.lose([...this.held]);
    };
    const onMode = () => this.tell();
    link.on('nudge', onNudge);
    lease.on('registered', onRegistered).on('lapsed', onLapsed).on('mode', onMode);
    this.detach = () => {
      link.off('nudge', onNudge);
      lease.off('registered', onRegistered).off('lapsed', onLapsed).off('mode', onMode);
    };
    this.settleIn(0);
  }

  /** Who is told from now on; at first of all that is held. */
  listen(listener: DivisionEvents | undefined): void {
    this.listener = listener;
    if (this.held.size > 0) listener?.onGain([...this.held]);
    this.tell();
  }

  want(machineIds: readonly string[]): void {
    this.wantedSet = new Set(machineIds);
    this.wanted = [...this.wantedSet].sort();
    this.digest = createHash('sha1').update(JSON.stringify(this.wanted)).digest('base64url');
    this.leave([...this.held].filter((id) => !this.wantedSet.has(id)));
    this.tell();
    this.settleIn(NUDGE_PAUSE_MS);
  }

  holds(machineId: string): boolean {
    return this.held.has(machineId) && this.access.lease.isLive && this.held.has(machineId);
  }

  /** Holds nothing and does nothing any more. */
  stop(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.detach();
    this.lose([...this.held]);
    this.listener = undefined;
  }

  /** Gives all machines back. */
  async close(): Promise<void> {
    this.stop();
    await this.settling;
    await this.access.run('leave', [this.group, this.access.lease.id]).catch(() => undefined);
  }

  private settleIn(ms: number): void {
    if (this.closed) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), ms);
  }

  /** One look at a time; what comes up during one leads to another. */
  private settle(): void {
    if (this.settling) {
      this.again = true;
      return;
    }
    this.again = false;
    this.pauseMs = this.timings.beatMs;
    this.settling = this.settleOnce()
      // Without the store everything stays as it is.
      .catch(() => undefined)
      .finally(() => {
        this.settling = undefined;
        this.settleIn(this.again ? NUDGE_PAUSE_MS : this.pauseMs);
      });
  }

  private async settleOnce(): Promise<void> {
    const { lease } = this.access;
    if (!lease.isLive || (lease.mode !== 'up' && lease.mode !== 'relayed')) return;
    const { id } = lease;
    if (this.mustRestore) await this.restore(id);
    await this.giveBack(id);
    const reply = await this.access.run('attend', [this.group, id, this.digest]);
    if (id !== lease.id || this.closed) return;
    if (reply === UNKNOWN) return lease.beat();
    const [owned, ...rest] = reply as [number, ...unknown[]];
    if (owned !== this.held.size + this.unreturned.size) await this.reconcile(id);
    await this.balance(id, readAttendance(rest));
  }

  private async balance(id: string, attendance: Attendance[]): Promise<void> {
    // Who has another list is about to get ours, or has machines that we do not know of.
    const members = attendance.filter(({ digest }) => digest === this.digest);
    if (!members.some((member) => member.id === id)) return;
    const share = fairShare(id, members, this.wanted.length);
    if (this.held.size > share) {
      this.leave([...this.held].slice(share));
      await this.giveBack(id);
    } else if (this.held.size < share) {
      const taken = members.reduce((sum, { count }) => sum + count, 0);
      if (taken < this.wanted.length) await this.claim(id, share, JSON.stringify(attendance));
    }
  }

  /** Looks for free machines in the list, unless a moment ago there were none. */
  private async claim(id: string, share: number, signature: string): Promise<void> {
    const { lease } = this.access;
    if (lease.mode !== 'up') return;
    const wait = lease.givesOutAt.remaining;
    if (wait > 0) {
      this.pauseMs = Math.min(wait, this.timings.beatMs);
      return;
    }
    if (signature === this.search.signature && this.search.at.age < SEARCH_AGAIN_MS) return;
    this.search = { signature: '', at: Moment.now() };
    const before = this.held.size;
    // Those that were given back are known; only new ones have to be looked for in the whole list.
    while ((await this.take(id, share, await this.freed(id, share))) > 0);
    for (const candidates of this.candidates()) await this.take(id, share, candidates);
    if (this.held.size === before) this.search.signature = signature;
  }

  /** Machines that somebody gave back, twice as many as there is room for. */
  private async freed(id: string, share: number): Promise<string[]> {
    const most = Math.min(CHUNK, 2 * (share - this.held.size));
    if (most <= 0) return [];
    const reply = await this.access.link.run('freed', [this.group, id, most]);
    return reply === UNKNOWN ? [] : (reply as string[]).filter((machine) => this.wantedSet.has(machine));
  }

  /** Takes free machines as long as there is room; how many it got. */
  private async take(id: string, share: number, candidates: readonly string[]): Promise<number> {
    const { link, lease } = this.access;
    const room = share - this.held.size;
    if (room <= 0 || candidates.length === 0 || id !== lease.id || this.closed) return 0;
    const reply = await link.run('claim', [this.group, id, this.timings.leaseMs, room, ...candidates]);
    if (id !== lease.id || !lease.isLive || reply === UNKNOWN) return 0;
    this.gain(reply as string[]);
    return (reply as string[]).length;
  }

  /** Machines that are not ours, from a place of our own on, so that not all reach for the same. */
  private candidates(): string[][] {
    const start = Math.floor(this.cursor * this.wanted.length);
    const inTurn = [...this.wanted.slice(start), ...this.wanted.slice(0, start)];
    return chunks(inTurn.filter((machine) => !this.held.has(machine)));
  }

  private async restore(id: string): Promise<void> {
    for (const machines of chunks([...this.held])) {
      const reply = await this.access.run('restore', [this.group, id, ...machines]);
      if (id !== this.access.lease.id || reply === UNKNOWN) return;
      this.lose((reply as string[]).filter((machine) => this.held.has(machine)));
    }
    this.mustRestore = false;
  }

  private async giveBack(id: string): Promise<void> {
    for (const machines of chunks([...this.unreturned])) {
      const reply = await this.access.run('release', [this.group, id, ...machines]);
      if (id !== this.access.lease.id || reply === UNKNOWN) return;
      for (const machine of machines) this.unreturned.delete(machine);
    }
  }

  /** An answer got lost: what the store holds for us and we do not know of is given back. */
  private async reconcile(id: string): Promise<void> {
    const reply = await this.access.run('owned', [this.group, id]);
    if (id !== this.access.lease.id || reply === UNKNOWN) return;
    const owned = new Set(reply as string[]);
    for (const machine of owned) {
      if (!this.held.has(machine)) this.unreturned.add(machine);
    }
    this.mustRestore = [...this.held].some((machine) => !owned.has(machine));
    if (this.mustRestore) await this.restore(id);
    await this.giveBack(id);
  }

  private gain(machines: readonly string[]): void {
    const gained = machines.filter((machine) => this.wantedSet.has(machine) && !this.closed);
    for (const machine of machines) {
      if (gained.includes(machine)) this.held.add(machine);
      else this.unreturned.add(machine);
    }
    if (gained.length > 0) this.listener?.onGain(gained);
    this.tell();
  }

  private leave(machines: readonly string[]): void {
    for (const machine of machines) this.unreturned.add(machine);
    this.lose(machines);
  }

  private lose(machines: readonly string[]): void {
    for (const machine of machines) this.held.delete(machine);
    if (machines.length > 0) this.listener?.onLose(machines);
    this.tell();
  }

  private tell(): void {
    const { held, wanted, access } = this;
    this.listener?.onState({ mine: held.size, total: wanted.length, store: access.lease.mode });
  }
}

function readAttendance(fields: unknown[]): Attendance[] {
  const members: Attendance[] = [];
  for (let at = 0; at + 3 < fields.length; at += 4) {
    members.push({
      id: String(fields[at]),
      digest: String(fields[at + 1]),
      count: Number(fields[at + 2]),
      isCut: fields[at + 3] === 1,
    });
  }
  return members;
}

function chunks(machines: readonly string[]): string[][] {
  const all: string[][] = [];
  for (let at = 0; at < machines.length; at += CHUNK) all.push(machines.slice(at, at + CHUNK));
  return all;
}
