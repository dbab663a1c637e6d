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

/** The states of any number of machines, made of their platform's news, and of silence. */
export class MachineStates {
  private readonly records = new Map<string, MachineRecord>();
  private readonly silence: SilenceTimer;
  /** When each was told last, by the steady clock. */
  private readonly told = new Map<string, number>();
  /** Those that were heard since they were told last. */
  private readonly heard = new Set<string>();

  constructor(private readonly options: MachineStatesOptions) {
    this.silence = new SilenceTimer(options.staleMs, (id) => this.lose(id, 'stale'));
  }

  /**
   * News of a machine; news without content are a sign of life. Who only gets changes cannot tell a machine that does as
   * before from one that is silent: so it is told again now and then.
   */
  tell(machineId: string, news: MachineNews): void {
    const record = this.records.get(machineId) ?? this.begin(machineId);
    this.silence.heardFrom(machineId);
    const changed = record.take(news);
    if (changed.length > 0 || this.isLongAgo(machineId)) this.tellOn(machineId, changed, record);
    else this.heard.add(machineId);
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
    if (!record) return;
    // Until its last sign of life it did as before.
    const wasHeard = this.heard.has(machineId) && record.currentStatus.state !== 'unknown';
    if (wasHeard) this.tellOn(machineId, [], record);
    const state = record.lose(reason, Date.now());
    if (state) this.tellOn(machineId, state.changed, record);
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
    this.told.delete(machineId);
    this.heard.delete(machineId);
  }

  close(): void {
    this.records.clear();
    this.told.clear();
    this.heard.clear();
    this.silence.close();
  }

  private isLongAgo(machineId: string): boolean {
    const repeatMs = Math.min(REPEAT_MS, this.options.staleMs / 3 || REPEAT_MS);
    // What comes once a second may be a fraction of a millisecond early.
    return performance.now() - (this.told.get(machineId) ?? -Infinity) > repeatMs - 1;
  }

  private tellOn(machineId: string, changed: readonly string[], record: MachineRecord): void {
    this.told.set(machineId, performance.now());
    this.heard.delete(machineId);
    this.options.onChange(machineId, changed, (paths) => record.snapshot(paths));
  }

  private begin(machineId: string): MachineRecord {
    const record = new MachineRecord(this.options.identityOf(machineId));
    this.records.set(machineId, record);
    return record;
  }
}
