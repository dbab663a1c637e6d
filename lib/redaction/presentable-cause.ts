import { types } from 'node:util';
import { presentableText } from './presentable';

/** Limits of a copy. */
const DEEPEST_LEVEL = 10;
const MOST_VALUES = 10_000;
const MOST_FRAMES = 5;
const FRAME = /^\s+at /;
/** Read by name, or copied in another way than the other properties. */
const TOLD_APART = new Set(['message', 'stack', 'name', 'cause', 'errors']);

/** What is around the value that is being copied. */
interface Place {
  around: readonly object[];
  rateLimiter: { values: number };
}

/**
 * A copy of what an error was caused by, without secrets: of errors the message, the place in the program and plain
 * facts, of objects and lists the data. Libraries hang whole requests on what they throw, and anything can be thrown:
 * what cannot be read is left out, and a circle ends where it closes.
 */
export function presentableCause(cause: unknown): unknown {
  return copyOf(cause, { around: [], rateLimiter: { values: MOST_VALUES } });
}

function copyOf(value: unknown, { around, rateLimiter }: Place): unknown {
  if (typeof value === 'string') return presentableText(value);
  if (typeof value === 'symbol' || typeof value === 'function') return presentableText(String(value));
  if (typeof value !== 'object' || value === null) return value;
  rateLimiter.values -= 1;
  if (around.includes(value)) return '(circular)';
  if (around.length === DEEPEST_LEVEL || rateLimiter.values < 0) return '(left out)';
  const place = { around: [...around, value], rateLimiter };
  try {
    if (types.isNativeError(value) || value instanceof Error) return errorCopy(value, place);
    if (Array.isArray(value)) return value.map((entry) => copyOf(entry, place));
    return isData(value) ? dataCopy(value, place) : Object.prototype.toString.call(value);
  } catch {
    return '(unreadable)';
  }
}

function errorCopy(error: Error, place: Place): Error {
  const message = textIn(error, 'message');
  const name = textIn(error, 'name') || 'Error';
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
  keep(copy, 'stack', [`${name}: ${message}`, ...frames.slice(0, MOST_FRAMES).map(frameText)].join('\n'));
  for (const key of Object.keys(error)) {
    const value = read(error, key);
    const isFact = typeof value !== 'object' && typeof value !== 'function' && value !== undefined;
    if (isFact && !TOLD_APART.has(key)) set(copy, key, copyOf(value, place));
  }
  return copy;
}

function dataCopy(data: object, place: Place): object {
  const copy = {};
  for (const key of Object.keys(data)) set(copy, presentableText(key), copyOf(read(data, key), place));
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

function textIn(error: object, key: string): string {
  const value = read(error, key);
  return typeof value === 'string' ? presentableText(value) : '';
}

function frameText(frame: string): string {
  return `    ${presentableText(frame.trim())}`;
}

function set(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
}

/** Not enumerable, like the property of an error that it shadows. */
function keep(error: Error, key: string, value: string): void {
  Object.defineProperty(error, key, { value, configurable: true, enumerable: false, writable: true });
}
