import type { Availability, MachineStateName } from './machine-words';

/** What a machine does, as its platform's table says. */
export interface MachineStatus {
  readonly availability: Availability;
  readonly state: MachineStateName;
  /** The vendor's own word, or `stale`, `disconnected`, `restart`. */
  readonly reason: string;
}

/** Before the first status of a machine. */
export const NO_STATUS: MachineStatus = { availability: 'UNAVAILABLE', state: 'unknown', reason: 'restart' };
