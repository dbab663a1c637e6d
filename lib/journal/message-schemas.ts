import { MachineOee } from './machine-oee';

/** What `msg.payload` is, by `msg.type`. */
export const journalMessageSchemas = {
  'machine/oee': MachineOee,
};
