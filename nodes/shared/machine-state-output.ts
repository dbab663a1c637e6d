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

/** What waits of one machine, in order. */
interface Batch {
  machineId: string;
  waiting: readonly Waiting[];
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

  constructor(private readonly options: MachineStateOutputOptions) {
    const { intervalMs, staleMs, identityOf, onLate } = options;
    this.queue = new ConflatingQueue({
      merge: (older, newer) => this.merge(older, newer),
      release: (batch) => this.release(batch),
      onLate,
    });
    this.pacer = new ChangePacer(intervalMs, (machineId, changes) => this.put(machineId, changes, false));
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
      this.put(machineId, { ...this.pacer.take(machineId), ...changes }, true);
    } else {
      this.pacer.push(machineId, changes);
    }
  }

  private put(machineId: string, changes: object, isEvent: boolean): void {
    const state = this.snapshots.get(machineId)?.(Object.keys(changes));
    if (state) this.queue.putState(machineId, 'state', { machineId, waiting: [{ state, isEvent }] });
  }

  /** The last state that is no event gives way to what follows it. */
  private merge({ machineId, waiting: older }: Batch, { waiting: newer }: Batch): Batch {
    const [last, first] = [older.at(-1), newer[0]];
    if (!last || !first || last.isEvent) return this.withinBounds(machineId, [...older, ...newer]);
    this.merged += 1;
    const changed = [...new Set([...last.state.changed, ...first.state.changed])];
    const joined = { state: { ...first.state, changed }, isEvent: first.isEvent };
    return this.withinBounds(machineId, [...older.slice(0, -1), joined, ...newer.slice(1)]);
  }

  private withinBounds(machineId: string, waiting: readonly Waiting[]): Batch {
    const tooMany = Math.max(0, waiting.length - MOST_EVENTS.ofMachine);
    this.dropped += tooMany;
    return { machineId, waiting: waiting.slice(tooMany) };
  }

  private release({ machineId, waiting }: Batch): void {
    for (const { state } of waiting) {
      this.options.send(
        { topic: state.key, type: 'machine/state', payload: state } as NodeMessage,
        machineId,
      );
    }
  }
}
