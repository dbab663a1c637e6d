import type { NodeMessage } from 'node-red';
import type { MachineFields } from '../../lib/bivrost/polling/machine-record';
import { describeMachine } from '../../lib/bivrost/polling/machine-state';
import { bytesOf } from '../../lib/json/value-size';
import { ConflatingQueue, MOST_EVENTS } from '../shared/conflating-queue';

export type MachineOutputKind = 'machine' | 'changes' | 'state' | 'raw';

/** Handlers of what the rounds bring. */
export interface MachineSink {
  readonly merged: number;
  readonly dropped: number;
  change(machineId: string, changes: MachineFields, all: () => MachineFields, at: number): void;
  /** The gateway's answer to a read, when it brought something new. */
  raw(machineId: string, operation: string, data: Record<string, unknown>): void;
  /** The gateway reaches the machine. */
  reached?(machineId: string, all: () => MachineFields): void;
  /** The gateway cannot be reached. */
  loseAll?(): void;
  /** Machines may have other names by now. */
  rename?(): void;
  /** The machine is followed by another process, or not any more. */
  forget?(machineId: string): void;
  close(): void;
}

export interface MachineOutputOptions {
  kind: Exclude<MachineOutputKind, 'machine'>;
  /** Name of a machine, where it is known. */
  nameOf(machineId: string): string | undefined;
  send(msg: NodeMessage, machineId: string): void;
  /** The flow is slower than the machines. */
  onLate(): void;
}

/** What waits to go out: the changes of a machine, or the gateway's answer to a read. */
type Waiting = { machineId: string } & (
  | { changes: MachineFields; all: () => MachineFields; time: string }
  | { operation: string; data: Record<string, unknown> }
);

/** Makes messages from the changes of machines (docs/messages.md, "bivrost/machine-state"). */
export class MachineOutput implements MachineSink {
  private readonly queue: ConflatingQueue<Waiting>;

  constructor(private readonly options: MachineOutputOptions) {
    this.queue = new ConflatingQueue({
      merge,
      release: (item) => this.release(item),
      sizeOf: (item) => ('data' in item ? bytesOf(item.data, MOST_EVENTS.bytes) : 0),
      onLate: () => options.onLate(),
    });
  }

  /** States that were merged into a later one, because the flow had not got to them yet. */
  get merged(): number {
    return this.queue.merged;
  }

  /** Answers that were dropped, because too many waited for the flow. */
  get dropped(): number {
    return this.queue.dropped;
  }

  /** `at`: when it was so, in ms since 1970. */
  change(machineId: string, changes: MachineFields, all: () => MachineFields, at: number): void {
    const time = new Date(at).toISOString();
    if (this.options.kind !== 'raw')
      this.queue.putState(machineId, 'changes', { machineId, changes, all, time });
  }

  raw(machineId: string, operation: string, data: Record<string, unknown>): void {
    if (this.options.kind === 'raw') this.queue.putEvent(machineId, { machineId, operation, data });
  }

  close(): void {
    this.queue.close();
  }

  private release(item: Waiting): void {
    const { machineId } = item;
    if ('changes' in item) {
      const { changes, all, time } = item;
      const name = this.options.nameOf(machineId);
      const described = describeMachine(
        machineId,
        { ...all(), ...changes },
        {
          time,
          changed: Object.keys(changes),
          onlyChanged: this.options.kind === 'changes',
        },
      );
      const payload = { ...described, ...(name ? { name } : {}) };
      this.options.send({ topic: machineId, type: 'bivrost/machine-state', payload }, machineId);
    } else {
      const payload = structuredClone(item.data);
      this.options.send({ topic: machineId, type: `bivrost/${item.operation}`, payload }, machineId);
    }
  }
}

function merge(older: Waiting, newer: Waiting): Waiting {
  if ('changes' in older && 'changes' in newer) {
    return { ...newer, changes: { ...older.changes, ...newer.changes } };
  }
  return newer;
}
