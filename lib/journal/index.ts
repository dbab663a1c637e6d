export { MachineAlarm, MachineCycle, MachineInterval, MachineTotals } from './journal-messages';
export { MachineOee } from './machine-oee';
