import { UNAVAILABLE } from './data-item';
import type { ItemRule } from './item-rules';

/** A number of the standard is as exact as a machine tells it: what a unit's conversion adds is rounded off. */
const SIGNIFICANT_DIGITS = 15;

/**
 * A value of a machine's state in the standard's words and unit; UNAVAILABLE for `null` and for what it has no way to
 * say, such as a text where it asks for a number.
 */
export function observedValue(value: unknown, rule: ItemRule): string | number {
  if (typeof value === 'boolean') return value ? 'ON' : 'OFF';
  if (rule.isNumber) return numberIn(value, rule);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : UNAVAILABLE;
}

function numberIn(value: unknown, { factor = 1, isWhole }: ItemRule): number | typeof UNAVAILABLE {
  const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return UNAVAILABLE;
  if (isWhole && !Number.isSafeInteger(number)) return UNAVAILABLE;
  if (factor === 1) return number;
  const converted = Number((number * factor).toPrecision(SIGNIFICANT_DIGITS));
  return Number.isFinite(converted) ? converted : UNAVAILABLE;
}
