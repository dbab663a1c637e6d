import type { NodeMessage } from 'node-red';
import type { MachineFields } from '../../lib/bivrost/watch/machine-record';
import { describeMachine } from '../../lib/bivrost/watch/machine-state';

export type MachineOutputKind = 'changes' | 'state' | 'raw';

/** Makes messages from what the watch tells (contract: `bivrost/machine-state`). */
export class MachineOutput {
  constructor(
    private readonly kind: MachineOutputKind,
    private readonly send: (msg: NodeMessage) => void,
  ) {}

  change(machineId: string, changes: MachineFields, all: MachineFields): void {
    if (this.kind === 'raw') return;
    const payload = describeMachine(
      machineId,
      { ...all, ...changes },
      {
        time: new Date().toISOString(),
        changed: Object.keys(changes),
        onlyChanged: this.kind === 'changes',
      },
    );
    this.send({ topic: machineId, type: 'bivrost/machine-state', payload });
  }

  /** The gateway's answer to a read, when it brought something new. */
  raw(machineId: string, operation: string, data: Record<string, unknown>): void {
    if (this.kind !== 'raw') return;
    this.send({ topic: machineId, type: `bivrost/${operation}`, payload: structuredClone(data) });
  }
}
