import { type MachineNews, MachineRecord } from './machine-record';
import type { MachineIdentity, MachineState } from './machine-state';
import { type MachineStatus, NO_STATUS } from './machine-status';
import { SilenceTimer } from './silence-timer';

export interface MachineStatesOptions {
  /** Whose state it is; asked anew by `rename`. */
  identityOf(machineId: string): MachineIdentity;
  /** A machine differs from before in these paths; `snapshot` makes its state of what is known. */
  onChange(machineId: string, changed: readonly string[], snapshot: Snapshot): void;
  /** Ms of silence after which nobody knows what a machine does; 0: never. */
  staleMs: number;
}

/** Makes the state of what is known by now, with these paths as what differs from the message before. */
export type Snapshot = (changed: readonly string[]) => MachineState;

/** A machine that does as before is told again so often, in ms, as long as it is heard. */
const REPEAT_MS = 10_000;

interface Followed {
  readonly record: MachineRecord;
  /** When it was told last, by the steady clock. */
  toldAt: number;
  /** It was heard since then. */
  isHeard: boolean;
}

/** The states of any number of machines, made of their platform's news, and of silence. */
export class MachineStates {
  private readonly machines = new Map<string, Followed>();
  private readonly silence: SilenceTimer;

  constructor(private readonly options: MachineStatesOptions) {
    this.silence = new SilenceTimer(options.staleMs, (id) => this.lose(id, 'stale'));
  }

  /**
   * News of a machine; news without content are a sign of life. Who only gets changes cannot tell a machine that does as
   * before from one that is silent: so it is told again now and then.
   */
  tell(machineId: string, news: MachineNews): void {
    const followed = this.heardFrom(machineId);
    const changed = followed.record.take(news);
    if (changed.length > 0 || this.isLongAgo(followed)) this.tellOn(machineId, changed, followed);
    else followed.isHeard = true;
    // A new follower first gets what was received some time ago.
    const { staleMs } = this.options;
    if (staleMs > 0 && Date.now() - news.receivedAt >= staleMs) this.lose(machineId, 'stale');
  }

  /** Like `tell`, for who sends a state for each news: the state, whether it changed or not. */
  update(machineId: string, news: MachineNews): MachineState {
    const { record } = this.heardFrom(machineId);
    return record.snapshot(record.take(news));
  }

  /** What a machine does by the last word of it. */
  statusOf(machineId: string): MachineStatus {
    return this.machines.get(machineId)?.record.currentStatus ?? NO_STATUS;
  }

  /** How many machines there are. */
  get size(): number {
    return this.machines.size;
  }

  has(machineId: string): boolean {
    return this.machines.has(machineId);
  }

  /** Nothing is known of a machine since its last sign of life. */
  lose(machineId: string, reason: 'stale' | 'disconnected'): void {
    const followed = this.machines.get(machineId);
    if (!followed) return;
    const { record, isHeard } = followed;
    // Until its last sign of life it did as before.
    if (isHeard && record.currentStatus.state !== 'unknown') this.tellOn(machineId, [], followed);
    const state = record.lose(reason, Date.now());
    if (state) this.tellOn(machineId, state.changed, followed);
  }

  /** Nothing is known of any machine. */
  loseAll(): void {
    for (const machineId of this.machines.keys()) this.lose(machineId, 'disconnected');
  }

  /** Whether anything of the machine is known at present. */
  isAvailable(machineId: string): boolean {
    return this.machines.get(machineId)?.record.isAvailable ?? false;
  }

  /** Machines may have other names by now; their next states carry them. */
  rename(machineIds: Iterable<string> = this.machines.keys()): void {
    for (const id of machineIds) this.machines.get(id)?.record.rename(this.options.identityOf(id));
  }

  forget(machineId: string): void {
    this.machines.delete(machineId);
    this.silence.forget(machineId);
  }

  close(): void {
    this.machines.clear();
    this.silence.close();
  }

  private heardFrom(machineId: string): Followed {
    this.silence.heardFrom(machineId);
    return this.machines.get(machineId) ?? this.begin(machineId);
  }

  private isLongAgo({ toldAt }: Followed): boolean {
    const repeatMs = Math.min(REPEAT_MS, this.options.staleMs / 3 || REPEAT_MS);
    // What comes once a second may be a fraction of a millisecond early.
    return performance.now() - toldAt > repeatMs - 1;
  }

  private tellOn(machineId: string, changed: readonly string[], followed: Followed): void {
    followed.toldAt = performance.now();
    followed.isHeard = false;
    this.options.onChange(machineId, changed, (paths) => followed.record.snapshot(paths));
  }

  private begin(machineId: string): Followed {
    const record = new MachineRecord(this.options.identityOf(machineId));
    const followed = { record, toldAt: Number.NEGATIVE_INFINITY, isHeard: false };
    this.machines.set(machineId, followed);
    return followed;
  }
}
