import { MachineBoardContent } from './machine-board-schema';
import { MachineState } from './machine-state';

/** What `msg.payload` is, by `msg.type`. */
export const machineMessageSchemas = {
  'machine/state': MachineState,
  'machine/board': MachineBoardContent,
};
