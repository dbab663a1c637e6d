import { MachineState } from './machine-state';

/** What `msg.payload` is, by `msg.type`. */
export const machineMessageSchemas = { 'machine/state': MachineState };
