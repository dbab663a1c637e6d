import type { NodeAPI } from 'node-red';
import { InputError } from '../../lib/errors';

const KILOBYTE = 1024;

/**
 * A limit of Node-RED's settings file, or undefined where it is not set. Throws `InputError` for a value that is no
 * limit.
 */
export function positiveOption({ settings }: NodeAPI, name: string): number | undefined {
  const value = (settings as object as Record<string, unknown>)[name];
  if (value === undefined || (typeof value === 'number' && value > 0)) return value;
  throw new InputError(name, `"${name}" in the settings file must be a number above 0`);
}

/** An option that is in KB, in bytes. */
export function kilobytesOption(RED: NodeAPI, name: string): number | undefined {
  const kilobytes = positiveOption(RED, name);
  return kilobytes === undefined ? undefined : kilobytes * KILOBYTE;
}
