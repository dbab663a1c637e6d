import type { Fault } from '../../support/fault-proxy';

/** The columns of the fault table. `unknown name` is no fault of a proxy: the account's host does not resolve. */
export const FAULT_NAMES = [
  'refuse',
  'reset',
  'delay',
  'throttle',
  'cut up',
  'cut down',
  'freeze',
  'corrupt up',
  'corrupt down',
  'duplicate up',
  'duplicate down',
  'unknown name',
] as const;

export type FaultName = (typeof FAULT_NAMES)[number];

/** How strong the faults are for a node: what is much for a call is little for a file. */
export interface FaultStrength {
  bytesPerSecond: number;
  delayMs: number;
  cutAfterBytes: number;
}

export const FOR_CALLS: FaultStrength = { bytesPerSecond: 8_000, delayMs: 100, cutAfterBytes: 60 };
export const FOR_FILES: FaultStrength = { bytesPerSecond: 400_000, delayMs: 50, cutAfterBytes: 400_000 };
/** Hardly anything goes up on a stream that is open. */
export const FOR_STREAMS: FaultStrength = { ...FOR_CALLS, cutAfterBytes: 1 };

export function faultOf(
  name: Exclude<FaultName, 'unknown name'>,
  { bytesPerSecond, delayMs, cutAfterBytes: afterBytes }: FaultStrength,
): Fault {
  switch (name) {
    case 'refuse':
    case 'reset':
    case 'freeze':
      return { kind: name };
    case 'delay':
      return { kind: 'delay', ms: delayMs };
    case 'throttle':
      return { kind: 'throttle', bytesPerSecond };
    case 'cut up':
      return { kind: 'cut', afterBytes, direction: 'up' };
    case 'cut down':
      return { kind: 'cut', afterBytes: Math.min(afterBytes, FOR_CALLS.cutAfterBytes), direction: 'down' };
    case 'corrupt up':
      return { kind: 'corrupt', everyBytes: 1_000, direction: 'up' };
    case 'corrupt down':
      return { kind: 'corrupt', everyBytes: 1_000, direction: 'down' };
    case 'duplicate up':
      return { kind: 'duplicate', direction: 'up' };
    case 'duplicate down':
      return { kind: 'duplicate', direction: 'down' };
  }
}
