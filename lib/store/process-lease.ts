import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { toShopfloorError } from '../errors';
import { Moment } from './moment';
import { Peers, type Relayed } from './peers';
import type { RedisLink } from './redis-link';
import type { StoreTimings } from './settings';

/**
 * How this process stands to the store: `up` reaches it; `relayed` reaches it through another process; `alone`: nobody
 * reaches it, all go on with what they have; `lost`: others may reach it and cannot be asked.
 */
export type StoreMode = 'connecting' | 'up' | 'relayed' | 'alone' | 'lost';

interface LeaseEvents {
  mode: [StoreMode];
  /** The store knows this process anew: it has forgotten what it held, or never knew. */
  registered: [];
  /** What this process held, others may take from now on. */
  lapsed: [];
  /** The server has started anew and may have forgotten things. */
  restarted: [];
}

interface Beat {
  known: boolean;
  /** Ms until the server gives things out again. */
  waitMs: number;
  key: string;
  run: string;
  processes: { id: string; ageMs: number; address: string }[];
}

/**
 * This process as one of the plant: it gives signs of life, and holds what it holds as long as the others have seen
 * one in time. Its id is its fencing token: a process whose lease has lapsed comes back under another, and the store
 * refuses whatever still goes out under the old one.
 */
export class ProcessLease extends EventEmitter<LeaseEvents> {
  readonly peers: Peers;
  private currentId: string = randomUUID();
  private currentMode: StoreMode = 'connecting';
  private deadline: Moment | undefined;
  private run: string | undefined;
  private givesOut = Moment.now();
  private readonly abandoned: string[] = [];
  private beating: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private expiry: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly link: RedisLink,
    private readonly timings: StoreTimings,
  ) {
    super();
    this.setMaxListeners(0);
    this.peers = new Peers(link, timings, {
      id: () => this.currentId,
      asked: () => {
        const [asked, id] = [Moment.now(), this.currentId];
        return () => {
          if (id === this.currentId) this.extend(asked);
        };
      },
    });
    link.on('up', () => void this.beat());
  }

  get id(): string {
    return this.currentId;
  }

  get mode(): StoreMode {
    return this.currentMode;
  }

  /** A server that has started anew gives nothing out before. */
  get givesOutAt(): Moment {
    return this.givesOut;
  }

  /** True as long as nobody else may hold what this process holds; to be asked before anything is sent. */
  get isLive(): boolean {
    if (!this.deadline) return false;
    if (this.deadline.remaining > 0) return true;
    this.lapse();
    return false;
  }

  /** A sign of life now, or the one that is under way; never rejects. */
  beat(): Promise<void> {
    this.beating ??= this.beatOnce()
      .catch((thrown: unknown) => {
        // Settings that cannot work: told to whoever asks the store for something.
        if (toShopfloorError(thrown).kind === 'input') this.enter('lost');
      })
      .finally(() => {
        this.beating = undefined;
      });
    return this.beating;
  }

  /** Gives everything back; nothing is held or told from now on. */
  async close(): Promise<void> {
    const wasLive = this.deadline !== undefined;
    this.end();
    if (wasLive) await this.link.run('depart', [this.currentId]).catch(() => undefined);
    this.peers.close();
  }

  private async beatOnce(): Promise<void> {
    clearTimeout(this.timer);
    const sent = Moment.now();
    const id = this.currentId;
    const outcome = await this.tell(id);
    if (this.closed || id !== this.currentId) return;
    let pause = this.timings.beatMs;
    if (outcome.kind === 'done') {
      const beat = readBeat(outcome.reply);
      this.accept(beat, sent);
      this.enter(outcome.relayed ? 'relayed' : 'up');
      if (!outcome.relayed) pause = this.expelOverdue(beat);
    } else {
      // Who holds nothing yet must not take anything now.
      const goesOn = outcome.kind === 'alone' && this.isLive;
      if (goesOn) this.extend(sent);
      this.enter(goesOn ? 'alone' : 'lost');
      pause /= 2;
    }
    this.timer = setTimeout(() => void this.beat(), pause);
  }

  private async tell(id: string): Promise<Relayed & { relayed?: boolean }> {
    const { peers, timings } = this;
    const args = () => [id, peers.address, peers.key, timings.leaseMs];
    try {
      const reply = await this.link.run('beat', [...args(), 0]);
      // The first reply tells which of this computer's addresses leads to the server, and so to the others.
      if (peers.address === '' && !this.closed) {
        await peers.listen();
        if (peers.address !== '') return { kind: 'done', reply: await this.link.run('beat', [...args(), 0]) };
      }
      return { kind: 'done', reply };
    } catch (thrown) {
      if (toShopfloorError(thrown).kind === 'input') throw thrown;
      return { ...(await peers.relay('beat', [...args(), 1])), relayed: true };
    }
  }

  private accept(beat: Beat, sent: Moment): void {
    const isFirst = this.deadline === undefined;
    this.peers.key = beat.key;
    this.givesOut = Moment.now().plus(beat.waitMs);
    this.peers.learn(beat.processes);
    this.extend(sent);
    if (this.run !== undefined && this.run !== beat.run) this.emit('restarted');
    this.run = beat.run;
    if (isFirst || !beat.known) this.emit('registered');
    for (const id of this.abandoned.splice(0)) this.link.run('depart', [id]).catch(() => undefined);
  }

  private extend(from: Moment): void {
    const { leaseMs, marginMs } = this.timings;
    const deadline = from.plus(leaseMs - marginMs);
    if (this.closed || deadline.remaining <= 0) return;
    if (this.deadline && !deadline.isAfter(this.deadline)) return;
    this.deadline = deadline;
    clearTimeout(this.expiry);
    this.expiry = setTimeout(() => this.isLive, deadline.remaining + 1);
  }

  private lapse(): void {
    clearTimeout(this.expiry);
    this.deadline = undefined;
    this.abandoned.push(this.currentId);
    this.currentId = randomUUID();
    this.emit('lapsed');
    // Not before the outcome under way is in, which is one of the old id.
    const again = () => void this.beat();
    if (this.beating) void this.beating.then(again);
    else again();
  }

  /** Takes from processes that have died; says when to look again, in ms. */
  private expelOverdue({ processes }: Beat): number {
    const { leaseMs, beatMs } = this.timings;
    const others = processes.filter(({ id }) => id !== this.currentId);
    // After the store was away the others need time to come back to it.
    const mayExpel = (this.link.steadySince?.age ?? 0) >= leaseMs;
    for (const { id, ageMs } of others) {
      if (ageMs >= leaseMs && mayExpel) void this.expel(id);
    }
    const due = others.map(({ ageMs }) => leaseMs - ageMs).filter((ms) => ms > 0);
    return Math.min(beatMs, ...due.map((ms) => ms + 50));
  }

  private async expel(id: string): Promise<void> {
    try {
      if (await this.peers.revive(id, () => this.link.run('renew', [id]))) return;
      await this.link.run('expel', [id, this.timings.leaseMs]);
    } catch {
      // The store has gone: it stays as it is.
    }
  }

  private enter(mode: StoreMode): void {
    if (mode === this.currentMode || this.closed) return;
    this.currentMode = mode;
    this.emit('mode', mode);
  }

  private end(): void {
    this.closed = true;
    this.deadline = undefined;
    clearTimeout(this.timer);
    clearTimeout(this.expiry);
    this.removeAllListeners();
  }
}

function readBeat(reply: unknown): Beat {
  const [known, waitMs, key, run, ...rest] = reply as [
    number,
    number,
    string,
    string,
    ...(string | number)[],
  ];
  const processes: Beat['processes'] = [];
  for (let at = 0; at + 2 < rest.length; at += 3) {
    processes.push({
      id: String(rest[at]),
      ageMs: Number(rest[at + 1]),
      address: String(rest[at + 2]),
    });
  }
  return { known: known === 1, waitMs, key, run, processes };
}
