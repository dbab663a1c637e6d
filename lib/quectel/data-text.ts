import { InputError } from '../errors';
import { writeJson } from '../json/exact-json';
import { isPlainObject } from '../json/json-values';
import { checkedList } from '../settings/checked-list';

/**
 * The `data` of downlink calls is a text that holds JSON of a form of its own (docs/platforms/quectel.md, "Calls to
 * devices"). Plain values are turned into it here; a text, and a list where an object of values is expected, are taken
 * to have that form already.
 */

/** Property codes to read: a list, comma-separated text, or the text `["key1","key2"]`. */
export function readDataText(data: unknown): string {
  if (typeof data === 'string' && isJsonList(data)) return data;
  const codes = Array.isArray(data) ? data : typeof data === 'string' ? checkedList(data, 'data') : [];
  const texts = codes.map((code) => (typeof code === 'string' ? code.trim() : ''));
  if (texts.length === 0 || texts.includes('')) {
    throw new InputError('data', '"data" must be a list of property codes, such as ["temperature"]');
  }
  return JSON.stringify(texts);
}

/** Properties to write: `{key: value}` with plain values, lists and objects, or the documented form itself. */
export function writeDataText(data: unknown): string {
  const ready = readyText(data);
  if (ready !== undefined) return ready;
  if (!isPlainObject(data) || Object.keys(data).length === 0) throw wrongShape('{"temperature": 21}');
  return JSON.stringify(wireFields(data));
}

/** Services to call: `{service: {input: value}}`, with `{}` for one without inputs, or the documented form. */
export function serviceDataText(data: unknown): string {
  const ready = readyText(data);
  if (ready !== undefined) return ready;
  if (!isPlainObject(data) || Object.keys(data).length === 0) throw wrongShape('{"restart": {"delay": 5}}');
  for (const [service, inputs] of Object.entries(data)) {
    if (!isPlainObject(inputs)) {
      throw new InputError('data', `The inputs of the service "${service}" must be an object`);
    }
  }
  return JSON.stringify(wireFields(data));
}

type WireValue = string | Record<string, unknown>[];

function wireFields(fields: Record<string, unknown>, path = ''): Record<string, WireValue>[] {
  return Object.entries(fields).map(([key, value]) => ({ [key]: wireValue(value, `${path}${key}`) }));
}

/** Scalars are texts, booleans too; the elements of lists all have the id 0. */
function wireValue(value: unknown, path: string): WireValue {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean' || Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) {
    return value.map((entry, index) => ({ '0': wireValue(entry, `${path}[${index}]`) }));
  }
  if (isPlainObject(value)) return wireFields(value, `${path}.`);
  throw new InputError(
    'data',
    `"${path}" in "data" must be a text, a number, a boolean, a list or an object`,
  );
}

function readyText(data: unknown): string | undefined {
  if (Array.isArray(data) && data.length > 0) return writeJson(data, 'data');
  if (typeof data !== 'string') return undefined;
  if (!isJsonList(data)) throw wrongShape('{"temperature": 21}, or the text [{"temperature":"21"}]');
  return data;
}

function isJsonList(text: string): boolean {
  try {
    const value = JSON.parse(text) as unknown;
    return Array.isArray(value) && value.length > 0;
  } catch {
    return false;
  }
}

function wrongShape(example: string): InputError {
  return new InputError('data', `"data" must be like ${example}`);
}
