import { InputError } from '../errors';
import { isPlainObject } from '../json/json-values';
import { presentableText } from '../redaction';
import { checkedList } from '../settings/checked-list';
import type { ParameterRow } from './rows';

/** What an error shows of a value. */
const LONGEST_SHOWN = 40;

/** A value of the row's type, or null; texts of numbers and booleans are taken as such. Throws `InputError`. */
export function convertValue(row: ParameterRow, value: unknown, nested: readonly ParameterRow[]): unknown {
  if (value === null) return null;
  if (!row.list) return convertOne(row, value, nested, row.name);
  const entries = listEntries(row, value);
  return entries.map((entry, index) => convertOne(row, entry, nested, `${row.name}[${index}]`));
}

/** The fields of an object, or of one entry of a list, checked against the rows below `prefix`. */
export function convertFields(
  prefix: string,
  fields: Record<string, unknown>,
  rows: readonly ParameterRow[],
  label: string,
): Record<string, unknown> {
  const checked: Record<string, unknown> = { ...fields };
  for (const row of rows) {
    const name = row.name.slice(prefix.length);
    const value = fields[name];
    if (value === undefined) {
      delete checked[name];
      if (row.required) throw new InputError(row.name, `"${label}${name}" is missing`);
    } else {
      checked[name] = convertValue({ ...row, name: `${label}${name}` }, value, []);
    }
  }
  return checked;
}

function convertOne(
  row: ParameterRow,
  value: unknown,
  nested: readonly ParameterRow[],
  label: string,
): unknown {
  switch (row.type) {
    case 'string':
      if (typeof value === 'string') return value;
      if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
        return String(value);
      throw wrongType(row, label, 'text', value);
    case 'integer':
    case 'number':
      return convertNumber(row, value, label);
    case 'boolean':
      if (typeof value === 'boolean') return value;
      if (value === 'true' || value === 'false') return value === 'true';
      throw wrongType(row, label, 'true or false', value);
    case 'object':
      if (!isPlainObject(value)) throw wrongType(row, label, 'an object', value);
      return convertFields(`${row.name}${row.list ? '[]' : ''}.`, value, nested, `${label}.`);
    case 'any':
      return value;
  }
}

/** A `bigint` where a double cannot hold it: requests are written with all of its digits. */
function convertNumber(row: ParameterRow, value: unknown, label: string): number | bigint {
  const given = typeof value === 'string' ? value.trim() : value;
  if (typeof given === 'bigint' || isLargeInteger(given)) return BigInt(given);
  const isNumeric = typeof given === 'number' || (typeof given === 'string' && given !== '');
  const number = isNumeric ? Number(given) : Number.NaN;
  if (!Number.isFinite(number)) throw wrongType(row, label, 'a number', value);
  if (row.type === 'number') return number;
  if (!Number.isInteger(number)) throw wrongType(row, label, 'a whole number', value);
  if (Number.isSafeInteger(number)) return number;
  throw new InputError(
    row.name,
    `"${label}" is beyond 2⁵³, where numbers are rounded: give its digits as text`,
  );
}

function isLargeInteger(value: unknown): value is string {
  return typeof value === 'string' && /^-?\d+$/.test(value) && !Number.isSafeInteger(Number(value));
}

function listEntries(row: ParameterRow, value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
  if (!isText || row.type === 'object') throw wrongType(row, row.name, 'a list', value);
  return checkedList(String(value), row.name);
}

function wrongType(row: ParameterRow, label: string, wanted: string, value: unknown): InputError {
  const kind = Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value;
  const shown = typeof value === 'string' ? ` "${presentableText(value, LONGEST_SHOWN)}"` : '';
  return new InputError(row.name, `"${label}" must be ${wanted}, not ${kind}${shown}`);
}
