import type { BivrostMachineState } from '../messages';
import type { MachineFields } from './machine-record';
import { ONLINE, STATE_PARTS } from './state-parts';

export interface StateMoment {
  /** ISO 8601. */
  time: string;
  /** Names of the fields that differ from before. */
  changed: readonly string[];
  /** Leaves out what did not change. */
  onlyChanged: boolean;
}

/**
 * A machine's fields as a typed state (docs/platforms/bivrost.md, "Direct reads"). A value that is not of the
 * documented kind is left out of the typed part.
 */
export function describeMachine(
  machineId: string,
  all: MachineFields,
  { time, changed, onlyChanged }: StateMoment,
): BivrostMachineState {
  const state: BivrostMachineState = { machineId, time, changed: [...changed], fields: {} };
  const wanted = new Set(onlyChanged ? changed : Object.keys(all));
  for (const name of wanted) {
    if (Object.hasOwn(all, name) && name !== ONLINE) state.fields[name] = all[name];
  }
  for (const part of STATE_PARTS) {
    if (part.fields.some((name) => wanted.has(name))) part.put(state, all);
  }
  return state;
}
