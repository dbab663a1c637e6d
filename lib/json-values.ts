/** Reading what platforms send, whatever they were meant to send: only `parseJson` throws. */

// The documents' answers have a handful of levels; deeper ones overflow the stack of whoever copies them.
const DEEPEST_LEVEL = 200;

/** `JSON.parse`, but answers nested deeper than 200 levels are refused too. Throws `SyntaxError`. */
export function parseJson(text: string): unknown {
  const value = JSON.parse(text) as unknown;
  if (isTooDeep(value)) throw new SyntaxError(`JSON nested deeper than ${DEEPEST_LEVEL} levels`);
  return value;
}

/** True for a value with more levels of objects and lists than any platform sends. */
export function isTooDeep(value: unknown): boolean {
  return isDeeperThan(DEEPEST_LEVEL, value);
}

/** Looks no deeper than so many levels, so that it cannot overflow the stack itself; makes no objects. */
function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((entry) => isDeeperThan(levels - 1, entry));
  for (const name in value) {
    if (isDeeperThan(levels - 1, (value as Record<string, unknown>)[name])) return true;
  }
  return false;
}

/** True for `{...}`: not a list, not null, not a Buffer or another object of a class of its own. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  // Not by prototype: what function nodes make comes from another realm.
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** A string, number or boolean as text; undefined for anything else, as an object can make `String` throw. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A finite number, or one that is written as text; undefined for anything else, blank text included. */
export function numberOf(value: unknown): number | undefined {
  const isNumeric = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
  const number = isNumeric ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** True when no half of a surrogate pair stands alone: only such text can go into an address. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
