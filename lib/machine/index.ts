export { machineKey } from './machine-key';
export {
  MachineAxis,
  MachineCondition,
  type MachineIdentity,
  MachineObservations,
  MachineSpindle,
  MachineState,
} from './machine-state';
export {
  AVAILABILITIES,
  type Availability,
  CONTROLLER_MODES,
  type ControllerMode,
  EMERGENCY_STOPS,
  type EmergencyStop,
  EXECUTIONS,
  type Execution,
  MACHINE_STATES,
  type MachineStateName,
} from './machine-words';
