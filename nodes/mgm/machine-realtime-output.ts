import type { MachineUnits } from '../../lib/machine/units';
import { mgmFieldNews, mgmStatusNews } from '../../lib/mgm/machine-news';
import type { MachineFields } from '../../lib/mgm/machine-tracker';
import type { MgmMachineStatus } from '../../lib/mgm/messages';
import { MachineStateOutput, type MachineStateOutputOptions } from '../shared/machine-state-output';
import type { RealtimeSink } from './realtime-output';

export interface MachineRealtimeOutputOptions extends MachineStateOutputOptions {
  /** Units that a machine's controller is set to. */
  unitsOf(machineId: string): MachineUnits;
  /** The clock of the machine's data is so far off, in ms, that it is not used; reported once a machine. */
  onClockOff(machineId: string, offBy: number): void;
}

/** Makes `machine/state` of what a machine's feed tells. */
export class MachineRealtimeOutput extends MachineStateOutput implements RealtimeSink {
  private readonly clocksOff = new Set<string>();

  constructor(private readonly realtime: MachineRealtimeOutputOptions) {
    super(realtime);
  }

  change(machineId: string, changes: MachineFields, _all: () => MachineFields, at: number): void {
    const { offBy, ...news } = mgmFieldNews(changes, at, this.realtime.unitsOf(machineId));
    this.tell(machineId, news);
    if (offBy === undefined || this.clocksOff.has(machineId)) return;
    this.clocksOff.add(machineId);
    this.realtime.onClockOff(machineId, offBy);
  }

  status(status: MgmMachineStatus, at: number): void {
    this.tell(status.machineId, mgmStatusNews(status, at));
  }

  alive(machineId: string, at: number): void {
    this.tell(machineId, { time: at, receivedAt: at });
  }
}
