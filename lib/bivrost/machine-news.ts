import type { MachineNews } from '../machine/machine-record';
import type { MachineUnits } from '../machine/units';
import { readBivrostMachine } from './machine-model';
import type { MachineFields } from './polling/machine-record';
import { ONLINE } from './polling/state-parts';

/** Lists with an entry for each axis or spindle: what they no longer hold is not known now. */
const LISTS = ['axisName', 'axialLoad', 'spindleLoad'];

export interface BivrostReading {
  /** What differs from before. */
  changes: MachineFields;
  /** All that is known, the changes among it. */
  all: MachineFields;
  /** When it was so, ms since the epoch. */
  time: number;
}

/** What the gateway's fields say of a machine, all of them each time: one explains the other. */
export function bivrostNews({ changes, all, time }: BivrostReading, units?: MachineUnits): MachineNews {
  const { [ONLINE]: online, ...fields } = { ...all, ...changes };
  const facts = { fields, online: typeof online === 'boolean' ? online : undefined };
  return {
    ...readBivrostMachine(facts, units),
    isComplete: LISTS.some((name) => name in changes),
    time,
    receivedAt: Date.now(),
    native: fields,
  };
}
