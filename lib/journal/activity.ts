import type { Execution, MachineStateName } from '../machine/machine-words';

/** What a machine does: a change of any of these begins another interval. */
export interface Activity {
  readonly state: MachineStateName;
  /** The vendor's own word for the state, or `stale`, `disconnected`, `restart`. */
  readonly reason: string;
  /** null while it is not known. */
  readonly execution: Execution | null;
  /** The main program; null while it is not known. */
  readonly program: string | null;
}

export function isSameActivity(one: Activity, other: Activity): boolean {
  return (
    one.state === other.state &&
    one.reason === other.reason &&
    one.execution === other.execution &&
    one.program === other.program
  );
}

/** Nobody knows what the machine does. */
export function unknownActivity(reason: 'stale' | 'restart'): Activity {
  return { state: 'unknown', reason, execution: null, program: null };
}
