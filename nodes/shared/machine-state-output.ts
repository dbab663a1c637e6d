import type { NodeMessage } from 'node-red';
import { ChangePacer } from '../../lib/machine/change-pacer';
import type { MachineNews } from '../../lib/machine/machine-record';
import type { MachineIdentity, MachineState } from '../../lib/machine/machine-state';
import { MachineStates, type Snapshot } from '../../lib/machine/machine-states';
import { ConflatingQueue, MOST_EVENTS } from './conflating-queue';

export interface MachineStateOutputOptions {
  /** Least ms between outputs of one machine, unless it begins to do something else; 0: every change. */
  intervalMs: number;
  /** Ms of silence after which nobody knows what a machine does; 0: never. */
  staleMs: number;
  identityOf(machineId: string): MachineIdentity;
  send(msg: NodeMessage, machineId: string): void;
  /** The flow is slower than the machines. */
  onLate(): void;
}

/** A state that waits to go out; one that is an event is never merged into a later one. */
interface Waiting {
  state: MachineState;
  isEvent: boolean;
}

/** Changes that wait for a slow flow. Their state is made when they go out: one that is merged away costs nothing. */
interface LateChange {
  readonly changed: Set<string>;
}

/** What waits of one machine, in order. */
interface Batch {
  machineId: string;
  waiting: readonly Waiting[];
  /** Goes out behind the others, unless an event has taken it over. */
  late?: LateChange | undefined;
}

/** What nobody may miss: a machine that does something else, and its alarms. */
const EVENTS = new Set(['state', 'since', 'reason', 'availability', 'conditions']);

/** Makes `machine/state` of the news of any number of machines. Knows no platform. */
export class MachineStateOutput {
  /** States that were merged into a later one, because the flow had not got to them yet. */
  merged = 0;
  /** States that were dropped, because too many waited for the flow. */
  dropped = 0;
  private readonly states: MachineStates;
  private readonly pacer: ChangePacer;
  private readonly queue: ConflatingQueue<Batch>;
  private readonly snapshots = new Map<string, Snapshot>();
  private readonly late = new Map<string, LateChange>();

  constructor(private readonly options: MachineStateOutputOptions) {
    const { intervalMs, staleMs, identityOf, onLate } = options;
    this.queue = new ConflatingQueue({
      merge: (older, newer) => this.merge(older, newer),
      release: (batch) => this.release(batch),
      onLate,
    });
    this.pacer = new ChangePacer(intervalMs, (machineId, changes) =>
      this.putChange(machineId, Object.keys(changes)),
    );
    this.states = new MachineStates({
      staleMs,
      identityOf,
      onChange: (machineId, changed, snapshot) => this.noteChange(machineId, changed, snapshot),
    });
  }

  tell(machineId: string, news: MachineNews): void {
    this.states.tell(machineId, news);
  }

  lose(machineId: string): void {
    this.states.lose(machineId, 'disconnected');
  }

  loseAll(): void {
    this.states.loseAll();
  }

  isAvailable(machineId: string): boolean {
    return this.states.isAvailable(machineId);
  }

  rename(): void {
    this.states.rename();
  }

  forget(machineId: string): void {
    this.pacer.forget(machineId);
    this.queue.forget(machineId);
    this.states.forget(machineId);
    this.snapshots.delete(machineId);
    this.late.delete(machineId);
  }

  close(): void {
    this.pacer.close();
    this.queue.close();
    this.states.close();
  }

  private noteChange(machineId: string, changed: readonly string[], snapshot: Snapshot): void {
    this.snapshots.set(machineId, snapshot);
    const changes = Object.fromEntries(changed.map((path) => [path, true]));
    if (changed.some((path) => EVENTS.has(path))) {
      this.putEvent(machineId, Object.keys({ ...this.pacer.take(machineId), ...changes }));
    } else {
      this.pacer.push(machineId, changes);
    }
  }

  private putEvent(machineId: string, changed: readonly string[]): void {
    const late = this.late.get(machineId);
    if (late) this.noteMerged();
    this.late.delete(machineId);
    this.putNow(machineId, late ? [...new Set([...late.changed, ...changed])] : changed, true);
  }

  private putChange(machineId: string, changed: readonly string[]): void {
    const waiting = this.late.get(machineId);
    if (waiting) {
      for (const path of changed) waiting.changed.add(path);
      this.noteMerged();
    } else if (this.queue.isMerging) {
      const late = { changed: new Set(changed) };
      this.late.set(machineId, late);
      this.queue.putState(machineId, 'state', { machineId, waiting: [], late });
    } else {
      this.putNow(machineId, changed, false);
    }
  }

  private putNow(machineId: string, changed: readonly string[], isEvent: boolean): void {
    const state = this.snapshots.get(machineId)?.(changed);
    if (state) this.queue.putState(machineId, 'state', { machineId, waiting: [{ state, isEvent }] });
  }

  private noteMerged(): void {
    this.merged += 1;
    this.queue.noteMerged();
  }

  /** The last state that is no event gives way to what follows it. */
  private merge(older: Batch, newer: Batch): Batch {
    const { machineId } = newer;
    const late = newer.late ?? older.late;
    const [last, first] = [older.waiting.at(-1), newer.waiting[0]];
    if (!last || !first || last.isEvent)
      return { machineId, waiting: this.withinBounds([...older.waiting, ...newer.waiting]), late };
    this.merged += 1;
    const changed = [...new Set([...last.state.changed, ...first.state.changed])];
    const joined = { state: { ...first.state, changed }, isEvent: first.isEvent };
    const waiting = [...older.waiting.slice(0, -1), joined, ...newer.waiting.slice(1)];
    return { machineId, waiting: this.withinBounds(waiting), late };
  }

  private withinBounds(waiting: readonly Waiting[]): readonly Waiting[] {
    const tooMany = Math.max(0, waiting.length - MOST_EVENTS.ofMachine);
    this.dropped += tooMany;
    return waiting.slice(tooMany);
  }

  private release({ machineId, waiting, late }: Batch): void {
    for (const { state } of waiting) this.send(machineId, state);
    if (late === undefined || this.late.get(machineId) !== late) return;
    this.late.delete(machineId);
    const state = this.snapshots.get(machineId)?.([...late.changed]);
    if (state) this.send(machineId, state);
  }

  private send(machineId: string, state: MachineState): void {
    this.options.send({ topic: state.key, type: 'machine/state', payload: state } as NodeMessage, machineId);
  }
}
