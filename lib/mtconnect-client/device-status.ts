import type { MachineStatus } from '../machine/machine-status';

/** What a device's status is made of; `undefined`: the device never tells it, `null`: not known now. */
export interface StatusFacts {
  readonly availability: string | null | undefined;
  readonly power: string | null | undefined;
  readonly execution: string | null | undefined;
  readonly controllerMode: string | null | undefined;
  readonly emergencyStop: string | null | undefined;
  readonly isDryRun: boolean;
  /** A condition is at `FAULT`. */
  readonly hasFault: boolean;
  /** Anything at all is known of the device. */
  readonly isHeard: boolean;
}

const SETUP_MODES = new Set(['MANUAL', 'MANUAL_DATA_INPUT', 'SEMI_AUTOMATIC', 'EDIT']);
const IDLE = new Set(['READY', 'STOPPED', 'PROGRAM_COMPLETED']);
const ACTIVE = 'ACTIVE';

/** What a machine does, in one word (docs/platforms/mtconnect.md, "States"). */
export function statusOf(facts: StatusFacts): MachineStatus {
  const { availability, power, execution, controllerMode, emergencyStop, isDryRun, hasFault } = facts;
  if (!isAvailable(facts)) {
    const [state, reason] =
      power === 'OFF' ? (['off', 'OFF'] as const) : (['unknown', 'UNAVAILABLE'] as const);
    return { availability: 'UNAVAILABLE', state, reason };
  }
  const known = (state: MachineStatus['state'], reason: string): MachineStatus => ({
    availability: 'AVAILABLE',
    state,
    reason,
  });
  if (emergencyStop === 'TRIGGERED') return known('alarm', emergencyStop);
  if (hasFault && execution !== ACTIVE) return known('alarm', 'FAULT');
  if (execution === ACTIVE && isDryRun) return known('setup', 'DRY_RUN');
  if (typeof controllerMode === 'string' && SETUP_MODES.has(controllerMode)) {
    return known('setup', controllerMode);
  }
  if (execution === ACTIVE) return known('running', execution);
  if (typeof execution === 'string') return known(IDLE.has(execution) ? 'idle' : 'stopped', execution);
  return known('unknown', availability ?? 'AVAILABLE');
}

/** The first standards had no availability: there the power says it, or that anything is known. */
function isAvailable({ availability, power, isHeard }: StatusFacts): boolean {
  if (availability !== undefined) return availability === 'AVAILABLE';
  return power === undefined || power === null ? isHeard : power === 'ON';
}
