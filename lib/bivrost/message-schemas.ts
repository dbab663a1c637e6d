import { BivrostFile, BivrostMachineState } from './messages';

/** What `msg.payload` is, by `msg.type`; an operation's own answer is as its catalogue row says. */
export const bivrostMessageSchemas = {
  'bivrost/machine-state': BivrostMachineState,
  'bivrost/file': BivrostFile,
};
