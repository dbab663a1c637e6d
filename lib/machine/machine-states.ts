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

/** The states of any number of machines, made of their platform's news, and of silence. */
export class MachineStates {
  private readonly records = new Map<string, MachineRecord>();
  private readonly silence: SilenceTimer;

  constructor(private readonly options: MachineStatesOptions) {
    this.silence = new SilenceTimer(options.staleMs, (id) => this.lose(id, 'stale'));
  }

  /** News of a machine; news without content are a sign of life. */
  tell(machineId: string, news: MachineNews): void {
    const record = this.records.get(machineId) ?? this.begin(machineId);
    this.silence.heardFrom(machineId);
    const changed = record.take(news);
    if (changed.length > 0) this.options.onChange(machineId, changed, (paths) => record.snapshot(paths));
    // A new follower first gets what was received some time ago.
    const { staleMs } = this.options;
    if (staleMs > 0 && Date.now() - news.receivedAt >= staleMs) this.lose(machineId, 'stale');
  }

  /** Like `tell`, for who sends a state for each news: the state, whether it changed or not. */
  update(machineId: string, news: MachineNews): MachineState {
    const record = this.records.get(machineId) ?? this.begin(machineId);
    this.silence.heardFrom(machineId);
    return record.snapshot(record.take(news));
  }

  /** What a machine does by the last word of it. */
  statusOf(machineId: string): MachineStatus {
    return this.records.get(machineId)?.currentStatus ?? NO_STATUS;
  }

  /** How many machines there are. */
  get size(): number {
    return this.records.size;
  }

  has(machineId: string): boolean {
    return this.records.has(machineId);
  }

  /** Nothing is known of a machine since its last sign of life. */
  lose(machineId: string, reason: 'stale' | 'disconnected'): void {
    const record = this.records.get(machineId);
    const state = record?.lose(reason, Date.now());
    if (!record || !state) return;
    this.options.onChange(machineId, state.changed, (paths) => record.snapshot(paths));
  }

  /** Nothing is known of any machine. */
  loseAll(): void {
    for (const machineId of this.records.keys()) this.lose(machineId, 'disconnected');
  }

  /** Whether anything of the machine is known at present. */
  isAvailable(machineId: string): boolean {
    return this.records.get(machineId)?.isAvailable ?? false;
  }

  /** Machines may have other names by now; their next states carry them. */
  rename(machineIds: Iterable<string> = this.records.keys()): void {
    for (const id of machineIds) this.records.get(id)?.rename(this.options.identityOf(id));
  }

  forget(machineId: string): void {
    this.records.delete(machineId);
    this.silence.forget(machineId);
  }

  close(): void {
    this.records.clear();
    this.silence.close();
  }

  private begin(machineId: string): MachineRecord {
    const record = new MachineRecord(this.options.identityOf(machineId));
    this.records.set(machineId, record);
    return record;
  }
}
