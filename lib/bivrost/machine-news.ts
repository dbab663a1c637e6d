import type { MachineNews } from '../machine/machine-record';
import type { MachineUnits } from '../machine/units';
import { readBivrostMachine } from './machine-model';
import type { MachineFields } from './polling/machine-record';
import { ONLINE } from './polling/state-parts';

/** What a list of names says, other names say the rest by its order. */
const AXIS_NAMES = 'axisName';

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
    // Axes that the controller no longer names are gone.
    isComplete: AXIS_NAMES in changes,
    time,
    receivedAt: Date.now(),
    native: fields,
  };
}
