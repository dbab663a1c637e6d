import { InputError } from '../errors';
import { isWithin, type NumberLimit } from './number-limits';

/** A whole number, or digits that are one; the default where none is given. Throws `InputError` for anything else. */
export function numberWithin(limit: NumberLimit, value: unknown): number {
  if (value === undefined) return limit.otherwise;
  if (isWithin(limit, value)) return Number(value);
  const { name, least, most } = limit;
  // The error does not repeat the value, because it may come from an environment variable.
  throw new InputError(name, `"${name}" must be a whole number from ${least} to ${most}`);
}
