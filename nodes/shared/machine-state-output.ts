import type { NodeMessage } from 'node-red';
import { MemoryBudget } from '../../lib/json/memory-budget';
import { bytesOf } from '../../lib/json/value-size';
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
  bytes: number;
}

/** Changes that wait for a slow flow. Their state is made when they go out: one that is merged away costs nothing. */
interface LateChange {
  readonly changed: Set<string>;
  /** There is an event among them, for whose state there was no memory. */
  isEvent: boolean;
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
  /** Events that were dropped, because too many waited for the flow, or too large ones. */
  dropped = 0;
  private readonly states: MachineStates;
  private readonly pacer: ChangePacer;
  private readonly queue: ConflatingQueue<Batch>;
  private readonly snapshots = new Map<string, Snapshot>();
  private readonly late = new Map<string, LateChange>();
  /** Of the states that wait. */
  private readonly memory = new MemoryBudget(MOST_EVENTS.bytes);

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
    for (const { waiting } of this.queue.forget(machineId)) this.letGo(waiting);
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
    if (late?.isEvent) this.noteDropped();
    else if (late) this.noteMerged();
    this.late.delete(machineId);
    this.putNow(machineId, late ? [...new Set([...late.changed, ...changed])] : changed, true);
  }

  private putChange(machineId: string, changed: readonly string[]): void {
    const waiting = this.late.get(machineId);
    if (waiting) {
      for (const path of changed) waiting.changed.add(path);
      this.noteMerged();
    } else if (this.queue.isMerging) {
      this.putLate(machineId, changed, false);
    } else {
      this.putNow(machineId, changed, false);
    }
  }

  private putLate(machineId: string, changed: readonly string[], isEvent: boolean): void {
    const late = { changed: new Set(changed), isEvent };
    this.late.set(machineId, late);
    this.queue.putState(machineId, 'state', { machineId, waiting: [], late });
  }

  /** What finds no memory is told of by the machine's state at the time when that goes out. */
  private putNow(machineId: string, changed: readonly string[], isEvent: boolean): void {
    const state = this.snapshots.get(machineId)?.(changed);
    if (!state) return;
    // Of what goes out at once nothing is held.
    const bytes = this.queue.isFree ? 0 : bytesOf(state, MOST_EVENTS.bytes);
    if (!this.memory.take(bytes)) {
      this.putLate(machineId, changed, isEvent);
      return;
    }
    this.queue.putState(machineId, 'state', { machineId, waiting: [{ state, isEvent, bytes }] });
  }

  private letGo(waiting: readonly Waiting[]): void {
    for (const { bytes } of waiting) this.memory.take(-bytes);
  }

  private noteMerged(): void {
    this.merged += 1;
    this.queue.noteMerged();
  }

  private noteDropped(): void {
    this.dropped += 1;
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
    this.letGo([last]);
    const changed = [...new Set([...last.state.changed, ...first.state.changed])];
    const joined = { ...first, state: { ...first.state, changed } };
    const waiting = [...older.waiting.slice(0, -1), joined, ...newer.waiting.slice(1)];
    return { machineId, waiting: this.withinBounds(waiting), late };
  }

  private withinBounds(waiting: readonly Waiting[]): readonly Waiting[] {
    const tooMany = Math.max(0, waiting.length - MOST_EVENTS.ofMachine);
    this.dropped += tooMany;
    this.letGo(waiting.slice(0, tooMany));
    return waiting.slice(tooMany);
  }

  private release({ machineId, waiting, late }: Batch): void {
    this.letGo(waiting);
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
