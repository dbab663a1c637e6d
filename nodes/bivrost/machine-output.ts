import type { NodeMessage } from 'node-red';
import type { MachineFields } from '../../lib/bivrost/watch/machine-record';
import { describeMachine } from '../../lib/bivrost/watch/machine-state';
import { Outbox } from '../shared/outbox';

export type MachineOutputKind = 'changes' | 'state' | 'raw';

export interface MachineOutputOptions {
  kind: MachineOutputKind;
  send(msg: NodeMessage): void;
}

/** What waits to go out: the changes of a machine, or the gateway's answer to a read. */
type Waiting = { machineId: string } & (
  | { changes: MachineFields; all: () => MachineFields }
  | { operation: string; data: Record<string, unknown> }
);

/** Makes messages from what the watch tells (contract: `bivrost/machine-state`). */
export class MachineOutput {
  private readonly outbox: Outbox<Waiting>;

  constructor(private readonly options: MachineOutputOptions) {
    this.outbox = new Outbox({ merge, release: (item) => this.release(item) });
  }

  /** States that were merged into a later one, because the flow had not got to them yet. */
  get merged(): number {
    return this.outbox.merged;
  }

  change(machineId: string, changes: MachineFields, all: () => MachineFields): void {
    if (this.options.kind !== 'raw') this.outbox.put(machineId, 'changes', { machineId, changes, all });
  }

  /** The gateway's answer to a read, when it brought something new. */
  raw(machineId: string, operation: string, data: Record<string, unknown>): void {
    if (this.options.kind === 'raw') this.outbox.put(machineId, operation, { machineId, operation, data });
  }

  close(): void {
    this.outbox.close();
  }

  private release(item: Waiting): void {
    const { machineId } = item;
    if ('changes' in item) {
      const { changes, all } = item;
      const payload = describeMachine(
        machineId,
        { ...all(), ...changes },
        {
          time: new Date().toISOString(),
          changed: Object.keys(changes),
          onlyChanged: this.options.kind === 'changes',
        },
      );
      this.options.send({ topic: machineId, type: 'bivrost/machine-state', payload });
    } else {
      const payload = structuredClone(item.data);
      this.options.send({ topic: machineId, type: `bivrost/${item.operation}`, payload });
    }
  }
}

/** An answer is whole: the newest has all that those before it had. */
function merge(older: Waiting, newer: Waiting): Waiting {
  if ('changes' in older && 'changes' in newer) {
    return { ...newer, changes: { ...older.changes, ...newer.changes } };
  }
  return newer;
}
