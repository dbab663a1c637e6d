import type { NodeMessage } from 'node-red';
import { ChangePacer } from '../../lib/mgm/change-pacer';
import { describeFields } from '../../lib/mgm/machine-state';
import type { MachineFields } from '../../lib/mgm/machine-tracker';
import type { MgmMachineStatus } from '../../lib/mgm/messages';

export type RealtimeOutputKind = 'changes' | 'state' | 'raw';

/** Makes messages from what a machine's feed tells (contract: `mgm/machine-state`, `mgm/machine-status`). */
export class RealtimeOutput {
  private readonly pacer: ChangePacer;
  private readonly whole = new Map<string, () => MachineFields>();

  constructor(
    private readonly kind: RealtimeOutputKind,
    intervalMs: number,
    private readonly send: (msg: NodeMessage) => void,
  ) {
    this.pacer = new ChangePacer(intervalMs, (machineId, changes) => this.sendState(machineId, changes));
  }

  change(machineId: string, changes: MachineFields, all: () => MachineFields): void {
    if (this.kind === 'raw') return;
    if (this.kind === 'state') this.whole.set(machineId, all);
    this.pacer.push(machineId, changes);
  }

  /** Status objects are shared between nodes, so each message gets its own. */
  status(status: MgmMachineStatus): void {
    if (this.kind === 'raw') return;
    const payload = status.alarm ? { ...status, alarm: { ...status.alarm } } : { ...status };
    this.send({ topic: status.machineId, type: 'mgm/machine-status', payload });
  }

  raw(machineId: string, message: Record<string, unknown>): void {
    if (this.kind !== 'raw') return;
    this.send({ topic: machineId, type: 'mgm/raw', payload: { ...message } });
  }

  forget(machineId: string): void {
    this.pacer.forget(machineId);
    this.whole.delete(machineId);
  }

  close(): void {
    this.pacer.close();
    this.whole.clear();
  }

  private sendState(machineId: string, changes: MachineFields): void {
    const fields = this.kind === 'state' ? this.whole.get(machineId)?.() : { ...changes };
    const payload = describeFields(machineId, fields ?? { ...changes }, Object.keys(changes));
    this.send({ topic: machineId, type: 'mgm/machine-state', payload });
  }
}
