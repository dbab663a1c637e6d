import { Type } from '@sinclair/typebox';
import { MachineState } from '../machine/machine-state';
import { MachineAlarm, MachineCycle, MachineInterval, MachineTotals } from './journal-messages';
import { MachineOee } from './machine-oee';

/** What `msg.payload` is, by `msg.type`. */
export const journalMessageSchemas = {
  'machine/interval': MachineInterval,
  'machine/alarm': MachineAlarm,
  'machine/cycle': MachineCycle,
  'machine/totals': MachineTotals,
  'machine/history': Type.Array(
    Type.Union([MachineInterval, MachineAlarm, MachineCycle, MachineTotals, MachineState]),
    { title: 'Rows of a journal, all of the kind that was asked for.' },
  ),
  'machine/oee': MachineOee,
};
