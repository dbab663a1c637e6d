import type { NumberLimit } from '../../lib/settings/number-limits';
import { numberWithin } from '../../lib/settings/number-within';

/** What a field of the editor holds; undefined where it is blank, which means "not given" there and nowhere else. */
export function entered<Value>(value: Value): Value | undefined {
  if (value === null || (typeof value === 'string' && value.trim() === '')) return undefined;
  return value;
}

/** A number of the editor; the default where its field is blank. Throws `InputError`. */
export function enteredNumber(limit: NumberLimit, value: unknown): number {
  return numberWithin(limit, entered(value));
}
