import type { NodeMessage } from 'node-red';
import { bytesOf } from '../../lib/json/value-size';
import { ChangePacer } from '../../lib/machine/change-pacer';
import { describeFields } from '../../lib/mgm/machine-state';
import type { MachineFields } from '../../lib/mgm/machine-tracker';
import type { MgmMachineState, MgmMachineStatus } from '../../lib/mgm/messages';
import { ConflatingQueue, MOST_EVENTS } from '../shared/conflating-queue';

export type RealtimeOutputKind = 'machine' | 'changes' | 'state' | 'raw';

/** Handlers of what a machine's feed brings. `at`: when it arrived, ms since the epoch. */
export interface RealtimeSink {
  readonly merged: number;
  readonly dropped: number;
  change(machineId: string, changes: MachineFields, all: () => MachineFields, at: number): void;
  status(status: MgmMachineStatus, at: number): void;
  /** A message that says nothing new. */
  alive?(machineId: string, at: number): void;
  raw?(machineId: string, message: Record<string, unknown>): void;
  /** The machine's socket is gone. */
  lose?(machineId: string): void;
  /** Machines may have other names by now. */
  rename?(): void;
  forget(machineId: string): void;
  close(): void;
}

export interface RealtimeOutputOptions {
  kind: Exclude<RealtimeOutputKind, 'machine'>;
  intervalMs: number;
  /** Name and place of a machine, where they are known. */
  namesOf(machineId: string): MachineNames;
  send(msg: NodeMessage, machineId: string): void;
  /** The flow is slower than the machines. */
  onLate(): void;
}

type MachineNames = Pick<MgmMachineState, 'name' | 'path'>;

/** What waits to go out: the changes of a machine, its status, or the platform's own object. */
type Waiting = { machineId: string } & (
  | { changes: MachineFields }
  | { status: MgmMachineStatus }
  | { raw: Record<string, unknown> }
);

/** Makes messages from what a machine's feed tells (docs/messages.md, "mgm/machine-state" and "mgm/machine-status"). */
export class RealtimeOutput implements RealtimeSink {
  private readonly pacer: ChangePacer;
  private readonly queue: ConflatingQueue<Waiting>;
  private readonly whole = new Map<string, () => MachineFields>();

  constructor(private readonly options: RealtimeOutputOptions) {
    this.queue = new ConflatingQueue({
      merge,
      release: (item) => this.release(item),
      sizeOf: (item) =>
        bytesOf('raw' in item ? item.raw : 'status' in item ? item.status : '', MOST_EVENTS.bytes),
      onLate: () => options.onLate(),
    });
    this.pacer = new ChangePacer(options.intervalMs, (machineId, changes) =>
      this.queue.putState(machineId, 'changes', { machineId, changes }),
    );
  }

  /** States that were merged into a later one, because the flow had not got to them yet. */
  get merged(): number {
    return this.queue.merged;
  }

  /** Statuses and raw objects that were dropped, because too many waited for the flow. */
  get dropped(): number {
    return this.queue.dropped;
  }

  change(machineId: string, changes: MachineFields, all: () => MachineFields): void {
    if (this.options.kind === 'raw') return;
    if (this.options.kind === 'state') this.whole.set(machineId, all);
    this.pacer.push(machineId, changes);
  }

  status(status: MgmMachineStatus): void {
    const { machineId } = status;
    if (this.options.kind !== 'raw') this.queue.putEvent(machineId, { machineId, status });
  }

  raw(machineId: string, raw: Record<string, unknown>): void {
    if (this.options.kind === 'raw') this.queue.putEvent(machineId, { machineId, raw });
  }

  forget(machineId: string): void {
    this.pacer.forget(machineId);
    this.queue.forget(machineId);
    this.whole.delete(machineId);
  }

  close(): void {
    this.pacer.close();
    this.queue.close();
    this.whole.clear();
  }

  /** What a feed tells is shared between nodes, so each message gets an object of its own. */
  private release(item: Waiting): void {
    const { machineId } = item;
    if ('changes' in item) {
      const { changes } = item;
      const fields = this.options.kind === 'state' ? this.whole.get(machineId)?.() : undefined;
      const described = describeFields(machineId, fields ?? { ...changes }, Object.keys(changes));
      const payload = { ...described, ...this.options.namesOf(machineId) };
      this.options.send({ topic: machineId, type: 'mgm/machine-state', payload }, machineId);
    } else if ('status' in item) {
      const { alarm } = item.status;
      const names = this.options.namesOf(machineId);
      const payload = { ...item.status, ...(alarm ? { alarm: { ...alarm } } : {}), ...names };
      this.options.send({ topic: machineId, type: 'mgm/machine-status', payload }, machineId);
    } else {
      this.options.send({ topic: machineId, type: 'mgm/raw', payload: { ...item.raw } }, machineId);
    }
  }
}

function merge(older: Waiting, newer: Waiting): Waiting {
  const { machineId } = newer;
  if ('changes' in older && 'changes' in newer) {
    return { machineId, changes: { ...older.changes, ...newer.changes } };
  }
  return newer;
}
