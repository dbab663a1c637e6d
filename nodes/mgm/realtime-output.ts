import type { NodeMessage } from 'node-red';
import { ChangePacer } from '../../lib/mgm/change-pacer';
import { describeFields } from '../../lib/mgm/machine-state';
import type { MachineFields } from '../../lib/mgm/machine-tracker';
import type { MgmMachineStatus } from '../../lib/mgm/messages';
import { Outbox } from '../shared/outbox';

export type RealtimeOutputKind = 'changes' | 'state' | 'raw';

export interface RealtimeOutputOptions {
  kind: RealtimeOutputKind;
  intervalMs: number;
  send(msg: NodeMessage): void;
  /** The flow is slower than the machines. */
  onMerged(): void;
}

/** What waits to go out: the changes of a machine, its status, or the platform's own object. */
type Waiting = { machineId: string } & (
  | { changes: MachineFields }
  | { status: MgmMachineStatus }
  | { raw: Record<string, unknown> }
);

/** Makes messages from what a machine's feed tells (contract: `mgm/machine-state`, `mgm/machine-status`). */
export class RealtimeOutput {
  private readonly pacer: ChangePacer;
  private readonly outbox: Outbox<Waiting>;
  private readonly whole = new Map<string, () => MachineFields>();

  constructor(private readonly options: RealtimeOutputOptions) {
    this.outbox = new Outbox({
      merge,
      release: (item) => this.release(item),
      onMerged: () => options.onMerged(),
    });
    this.pacer = new ChangePacer(options.intervalMs, (machineId, changes) =>
      this.outbox.put(machineId, 'changes', { machineId, changes }),
    );
  }

  /** States that were merged into a later one, because the flow had not got to them yet. */
  get merged(): number {
    return this.outbox.merged;
  }

  change(machineId: string, changes: MachineFields, all: () => MachineFields): void {
    if (this.options.kind === 'raw') return;
    if (this.options.kind === 'state') this.whole.set(machineId, all);
    this.pacer.push(machineId, changes);
  }

  status(status: MgmMachineStatus): void {
    const { machineId } = status;
    if (this.options.kind !== 'raw') this.outbox.put(machineId, 'status', { machineId, status });
  }

  raw(machineId: string, raw: Record<string, unknown>): void {
    // The platform's objects of one kind add up: the first has all fields, later ones what has changed.
    const kind = 'id' in raw ? 'fields' : 'other';
    if (this.options.kind === 'raw') this.outbox.put(machineId, kind, { machineId, raw });
  }

  forget(machineId: string): void {
    this.pacer.forget(machineId);
    this.outbox.forget(machineId);
    this.whole.delete(machineId);
  }

  close(): void {
    this.pacer.close();
    this.outbox.close();
    this.whole.clear();
  }

  /** What a feed tells is shared between nodes, so each message gets an object of its own. */
  private release(item: Waiting): void {
    const { machineId } = item;
    if ('changes' in item) {
      const { changes } = item;
      const fields = this.options.kind === 'state' ? this.whole.get(machineId)?.() : undefined;
      const payload = describeFields(machineId, fields ?? { ...changes }, Object.keys(changes));
      this.options.send({ topic: machineId, type: 'mgm/machine-state', payload });
    } else if ('status' in item) {
      const { alarm } = item.status;
      const payload = { ...item.status, ...(alarm ? { alarm: { ...alarm } } : {}) };
      this.options.send({ topic: machineId, type: 'mgm/machine-status', payload });
    } else {
      this.options.send({ topic: machineId, type: 'mgm/raw', payload: { ...item.raw } });
    }
  }
}

function merge(older: Waiting, newer: Waiting): Waiting {
  const { machineId } = newer;
  if ('changes' in older && 'changes' in newer) {
    return { machineId, changes: { ...older.changes, ...newer.changes } };
  }
  if ('raw' in older && 'raw' in newer) return { machineId, raw: { ...older.raw, ...newer.raw } };
  return newer;
}
