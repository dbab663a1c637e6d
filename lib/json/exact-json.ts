import { InputError, PlatformError } from '../errors';
import { isPlainObject } from './json-values';

/**
 * JSON that changes no value. What a double cannot hold is text of its digits; a byte order mark is skipped;
 * `NaN` and the infinities, which Python and C++ write, are null.
 */

// Documented answers have few levels; much deeper ones would overflow the stack when they are copied.
const DEEPEST_LEVEL = 200;
/** Values of an answer. */
export const DEFAULT_MOST_VALUES = 1_000_000;
/** Length of the shortest value with its comma, in characters. */
const SHORTEST_VALUE = 2;

const BYTE_ORDER_MARK = 0xfeff;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
/** Numbers and words outside of texts. */
const WORD = /[^\s,:[\]{}"]+/y;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const INTEGER = /^-?\d+$/;
const DIGITS_ALWAYS_HELD = 16;
/** The spellings of Python, Java, C and C++. */
const NO_NUMBER = /^[+-]?(?:nan|inf|infinity)(?:\(\w*\))?$/i;

export interface JsonReading {
  /** Most values that are read, objects and lists included; default 1,000,000. */
  mostValues?: number | undefined;
  /** What an integer beyond 2⁵³ becomes: text of its digits, or a `bigint`, which `writeJson` writes as it was read. */
  largeIntegers?: 'text' | 'bigint';
}

/** JSON that holds more, or is nested deeper, than is read. */
export class JsonLimitError extends PlatformError {
  constructor(
    readonly limit: 'too-deep' | 'too-many-values',
    message: string,
  ) {
    super(message, { code: `json:${limit}`, kind: 'platform', retryable: false });
  }
}

/**
 * Values that one message of a queue or a socket may hold: many of them wait at once; a thing model has some thousand.
 */
export const MOST_MESSAGE_VALUES = 50_000;

/** The value that a JSON text holds. Throws `SyntaxError`, or `JsonLimitError` for what exceeds a limit. */
export function parseJson(source: string, reading: JsonReading = {}): unknown {
  const { mostValues = DEFAULT_MOST_VALUES, largeIntegers = 'text' } = reading;
  const text = source.charCodeAt(0) === BYTE_ORDER_MARK ? source.slice(1) : source;
  if (text.length > mostValues * SHORTEST_VALUE) refuseMoreValues(text, mostValues);
  // Letting `JSON.parse` fail first would take longer than everything else.
  if (text.includes('NaN') || text.includes('Infinity')) return parseRewritten(text, largeIntegers);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    if (!/nan|inf/i.test(text)) throw thrown;
    return parseRewritten(text, largeIntegers);
  }
  return isExact(value, DEEPEST_LEVEL) ? value : parseRewritten(text, largeIntegers);
}

/** True for a value with more levels of objects and lists than any platform sends. */
export function isTooDeep(value: unknown): boolean {
  try {
    isExact(value, DEEPEST_LEVEL);
    return false;
  } catch {
    return true;
  }
}

/**
 * False where a number may not be what was written. Throws `JsonLimitError` for too many levels, and looks no deeper,
 * so that it cannot overflow the stack itself; makes no objects.
 */
function isExact(value: unknown, levels: number): boolean {
  if (typeof value === 'number') return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER;
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) {
    throw new JsonLimitError('too-deep', `The JSON is nested deeper than ${DEEPEST_LEVEL} levels`);
  }
  let exact = true;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      if (!isExact(value[index], levels - 1)) exact = false;
    }
  } else {
    for (const name in value) {
      if (!isExact((value as Record<string, unknown>)[name], levels - 1)) exact = false;
    }
  }
  return exact;
}

function parseRewritten(text: string, largeIntegers: 'text' | 'bigint'): unknown {
  const digits: string[] = [];
  // No text from outside contains it.
  const mark = largeIntegers === 'bigint' ? `${Math.random()}${performance.now()}:` : '';
  const proper = rewritten(text, (word) => {
    if (word.length < DIGITS_ALWAYS_HELD && !/[einf]/i.test(word)) return word;
    if (NO_NUMBER.test(word)) return 'null';
    if (!NUMBER.test(word) || isHeldByDouble(word)) return word;
    if (mark === '' || !INTEGER.test(word)) return `"${word}"`;
    digits.push(word);
    return `"${mark}${word}"`;
  });
  const value: unknown =
    digits.length === 0
      ? JSON.parse(proper)
      : JSON.parse(proper, (_name, each: unknown) =>
          typeof each === 'string' && each.startsWith(mark) ? BigInt(each.slice(mark.length)) : each,
        );
  isExact(value, DEEPEST_LEVEL);
  return value;
}

/** With an exponent a number is a measured value, rounded by whoever wrote it. */
function isHeldByDouble(number: string): boolean {
  const value = Math.abs(Number(number));
  return value <= Number.MAX_SAFE_INTEGER || (value < Number.POSITIVE_INFINITY && /e/i.test(number));
}

/** The text with each number and word outside of its texts replaced. */
function rewritten(text: string, replace: (word: string) => string): string {
  let result = '';
  let copied = 0;
  for (let at = 0; at < text.length; ) {
    WORD.lastIndex = at;
    if (!WORD.test(text)) {
      at = text.charCodeAt(at) === QUOTE ? endOfText(text, at) : at + 1;
      continue;
    }
    const word = text.slice(at, WORD.lastIndex);
    const replaced = replace(word);
    if (replaced !== word) {
      result += text.slice(copied, at) + replaced;
      copied = at + word.length;
    }
    at += word.length;
  }
  return result + text.slice(copied);
}

/** The index behind the closing quote of the text that begins here. */
function endOfText(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
  return text.length;
}

export function tooManyValues(most: number): JsonLimitError {
  const limit = `limit "mostValues"; "shopfloorMostValues" in Node-RED's settings file`;
  return new JsonLimitError('too-many-values', `The JSON holds more than ${most} values (${limit})`);
}

/** Values are counted in the text, because a short text can hold enough of them to fill the memory. */
function refuseMoreValues(text: string, most: number): void {
  let count = 1;
  for (let at = 0; at < text.length; ) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      at = endOfText(text, at);
      continue;
    }
    if (unit === COMMA || (OPENING.has(unit) && !isEmptyFrom(text, at))) count += 1;
    at += 1;
    if (count > most) {
      throw most === MOST_MESSAGE_VALUES
        ? new JsonLimitError('too-many-values', `The JSON of the message holds more than ${most} values`)
        : tooManyValues(most);
    }
  }
}

/** True when the object or list that opens here is closed at once. */
function isEmptyFrom(text: string, opening: number): boolean {
  const next = /\S/g;
  next.lastIndex = opening + 1;
  const [closing] = next.exec(text) ?? [];
  return closing === ']' || closing === '}';
}

/**
 * Like `JSON.stringify`, with a `bigint` as its digits. Throws `InputError` for what would go out as something else: a
 * number that JSON does not know, a value that holds itself; `name` is that of the whole.
 */
export function writeJson(value: unknown, name = ''): string {
  return writtenValue(value, name, DEEPEST_LEVEL) ?? 'null';
}

function writtenValue(value: unknown, path: string, levels: number): string | undefined {
  switch (typeof value) {
    case 'bigint':
      return String(value);
    case 'number':
      if (Number.isFinite(value)) return JSON.stringify(value);
      throw unwritable(path, `"${path}" is ${value}, which JSON cannot hold`);
    case 'object':
      return value === null ? 'null' : writtenObject(value, path, levels);
    default:
      return JSON.stringify(value);
  }
}

/** Undefined for what is left out of objects, such as a function. */
function writtenObject(value: object, path: string, levels: number): string | undefined {
  if (levels === 0) {
    throw unwritable(
      path,
      `"${fieldOf(path)}" is nested deeper than ${DEEPEST_LEVEL} levels, or holds itself`,
    );
  }
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return writtenValue(toJSON.call(value, ''), path, levels - 1);
  if (Array.isArray(value)) {
    const entries = value.map(
      (entry, index) => writtenValue(entry, `${path}[${index}]`, levels - 1) ?? 'null',
    );
    return `[${entries.join()}]`;
  }
  if (!isPlainObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).flatMap(([name, field]) => {
    const written = writtenValue(field, path === '' ? name : `${path}.${name}`, levels - 1);
    return written === undefined ? [] : [`${JSON.stringify(name)}:${written}`];
  });
  return `{${fields.join()}}`;
}

function unwritable(path: string, message: string): InputError {
  return new InputError(fieldOf(path), message);
}

function fieldOf(path: string): string {
  return /^[^.[]*/.exec(path)?.[0] ?? '';
}
