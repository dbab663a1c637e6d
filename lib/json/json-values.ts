/** Readers of values from platforms, which may be of any kind. None of them throws. */

/** True for `{...}`: not a list, not null, not a Buffer or another object of a class of its own. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  // The prototype is not compared, because objects of function nodes come from another realm.
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** A string, number or boolean as text; undefined for anything else, as an object can make `String` throw. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;

/**
 * A finite number, or the text of one in plain decimal digits. Undefined for anything else: `0x10` and `1E2` are more
 * likely names than numbers, and beyond 2⁵³ another number would come of the digits.
 */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !DECIMAL.test(value.trim())) return undefined;
  const number = Number(value);
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : undefined;
}

/** True when no half of a surrogate pair stands alone: only such text can go into an address. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** What was computed, as far as a number can hold it; JSON knows no other. */
export function finiteOrNull(number: number): number | null {
  return Number.isFinite(number) ? number : null;
}
