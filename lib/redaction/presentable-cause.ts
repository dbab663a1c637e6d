import { types } from 'node:util';
import { presentableText } from './presentable';

/** Limits of a copy. */
const DEEPEST_LEVEL = 10;
const MOST_VALUES = 10_000;
const MOST_FRAMES = 5;
/** Of all texts together, in characters; each counts some more, and one with escapes much more, as it takes longer. */
const MOST_TEXT = 64 * 1024;
const COST_OF_A_TEXT = 16;
const COST_OF_ESCAPES = 8;
const ESCAPE_SIGN = /[%&\\]/;
const LONGEST_COUNTED = 4_000;
const LEFT_OUT = '(left out)';
const FRAME = /^\s+at /;
/** Read by name, or copied in another way than the other properties. */
const TOLD_APART = new Set(['message', 'stack', 'name', 'cause', 'errors']);

/** What is around the value that is being copied. */
interface Place {
  around: readonly object[];
  budget: Budget;
}

/** What may still be copied. A name that many objects have is looked at once. */
interface Budget {
  values: number;
  text: number;
  names: Map<string, string>;
}

/**
 * A copy of what an error was caused by, without secrets: of errors the message, the place in the program and plain
 * facts, of objects and lists the data, up to a limit of values and of text. Libraries hang whole requests on what they throw, and anything can be thrown:
 * what cannot be read is left out, and a circle ends where it closes.
 */
export function presentableCause(cause: unknown): unknown {
  return copyOf(cause, { around: [], budget: { values: MOST_VALUES, text: MOST_TEXT, names: new Map() } });
}

function copyOf(value: unknown, { around, budget }: Place): unknown {
  budget.values -= 1;
  if (typeof value === 'string') return textCopy(value, budget);
  if (typeof value === 'symbol' || typeof value === 'function') return textCopy(String(value), budget);
  if (typeof value !== 'object' || value === null) return value;
  if (around.includes(value)) return '(circular)';
  if (around.length === DEEPEST_LEVEL || isSpent(budget)) return LEFT_OUT;
  const place = { around: [...around, value], budget };
  try {
    if (types.isNativeError(value) || value instanceof Error) return errorCopy(value, place);
    if (Array.isArray(value)) return listCopy(value, place);
    return isData(value) ? dataCopy(value, place) : Object.prototype.toString.call(value);
  } catch {
    return '(unreadable)';
  }
}

/** Of a list that is too long the beginning, and how many more entries there are. */
function listCopy(list: readonly unknown[], place: Place): unknown[] {
  const copy: unknown[] = [];
  for (const entry of list) {
    if (isSpent(place.budget)) return [...copy, `(${list.length - copy.length} more left out)`];
    copy.push(copyOf(entry, place));
  }
  return copy;
}

function errorCopy(error: Error, place: Place): Error {
  const message = textIn(error, 'message', place);
  const name = textIn(error, 'name', place) || 'Error';
  const errors = read(error, 'errors');
  const cause = read(error, 'cause');
  const options = cause === undefined ? {} : { cause: copyOf(cause, place) };
  const copy = Array.isArray(errors)
    ? new AggregateError(copyOf(errors, place) as unknown[], message, options)
    : new Error(message, options);
  if (name !== copy.name) keep(copy, 'name', name);
  const frames = String(read(error, 'stack') ?? '')
    .split('\n', 1_000)
    .filter((line) => FRAME.test(line));
  keep(
    copy,
    'stack',
    [
      `${name}: ${message}`,
      ...frames.slice(0, MOST_FRAMES).map((frame) => `    ${textCopy(frame.trim(), place.budget)}`),
    ].join('\n'),
  );
  for (const key of Object.keys(error)) {
    const value = read(error, key);
    const isFact = typeof value !== 'object' && typeof value !== 'function' && value !== undefined;
    if (isFact && !TOLD_APART.has(key)) set(copy, key, copyOf(value, place));
  }
  return copy;
}

function dataCopy(data: object, place: Place): object {
  const copy = {};
  const keys = Object.keys(data);
  for (const [index, key] of keys.entries()) {
    if (isSpent(place.budget)) {
      set(copy, LEFT_OUT, keys.length - index);
      break;
    }
    set(copy, nameCopy(key, place.budget), copyOf(read(data, key), place));
  }
  return copy;
}

function isData(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Undefined for a property whose getter throws. */
function read(from: object, key: string): unknown {
  try {
    return (from as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

function textIn(error: object, key: string, { budget }: Place): string {
  const value = read(error, key);
  return typeof value === 'string' ? textCopy(value, budget) : '';
}

function isSpent({ values, text }: Budget): boolean {
  return values < 0 || text < 0;
}

function textCopy(text: string, budget: Budget): string {
  if (budget.text < 0) return LEFT_OUT;
  const length = Math.min(text.length, LONGEST_COUNTED);
  budget.text -= COST_OF_A_TEXT + length * (ESCAPE_SIGN.test(text.slice(0, length)) ? COST_OF_ESCAPES : 1);
  return presentableText(text);
}

function nameCopy(name: string, budget: Budget): string {
  const known = budget.names.get(name);
  if (known !== undefined) return known;
  const copy = textCopy(name, budget);
  budget.names.set(name, copy);
  return copy;
}

function set(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
}

/** Not enumerable, like the property of an error that it shadows. */
function keep(error: Error, key: string, value: string): void {
  Object.defineProperty(error, key, { value, configurable: true, enumerable: false, writable: true });
}
