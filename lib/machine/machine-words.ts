/**
 * The words of one machine, as MTConnect 2.4 has them, apart from the schema: the editor and the start of Node-RED need
 * no library for them.
 */

export const MACHINE_STATES = ['running', 'idle', 'stopped', 'setup', 'alarm', 'off', 'unknown'] as const;
export type MachineStateName = (typeof MACHINE_STATES)[number];

export const AVAILABILITIES = ['AVAILABLE', 'UNAVAILABLE'] as const;
export type Availability = (typeof AVAILABILITIES)[number];

export const EXECUTIONS = [
  'READY',
  'ACTIVE',
  'INTERRUPTED',
  'FEED_HOLD',
  'STOPPED',
  'OPTIONAL_STOP',
  'PROGRAM_STOPPED',
  'PROGRAM_COMPLETED',
  'WAIT',
] as const;
export type Execution = (typeof EXECUTIONS)[number];

export const CONTROLLER_MODES = [
  'AUTOMATIC',
  'MANUAL',
  'MANUAL_DATA_INPUT',
  'SEMI_AUTOMATIC',
  'EDIT',
] as const;
export type ControllerMode = (typeof CONTROLLER_MODES)[number];

export const EMERGENCY_STOPS = ['ARMED', 'TRIGGERED'] as const;
export type EmergencyStop = (typeof EMERGENCY_STOPS)[number];
