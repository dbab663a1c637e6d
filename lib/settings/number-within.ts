import { InputError } from '../errors';
import { isWithin, type NumberLimit } from './number-limits';

/** A whole number, or digits that are one; blank is the default. Throws `InputError` for anything else. */
export function numberWithin(limit: NumberLimit, value: unknown): number {
  if (isBlank(value)) return limit.otherwise;
  if (isWithin(limit, value)) return Number(value);
  const { name, least, most } = limit;
  // The error does not repeat the value, because it may come from an environment variable.
  throw new InputError(name, `"${name}" must be a whole number from ${least} to ${most}`);
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
