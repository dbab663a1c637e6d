export { machineKey } from './machine-key';
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
  MachineAxis,
  MachineCondition,
  type MachineIdentity,
  MachineObservations,
  MachineSpindle,
  MachineState,
  type MachineStateName,
} from './machine-state';
