import { InputError } from '../errors';
import type { CallOptions, CallResult } from '../http/api-client';
import { refuseDotSegments } from '../http/path';
import { encodePart } from '../http/query';
import type { HttpRequest, QueryValue } from '../http/transport';
import { writeJson } from '../json/exact-json';
import { isPlainObject } from '../json/json-values';
import type { Catalogue } from './catalogue';
import type { OperationRow, ParameterRow } from './rows';
import { convertFields, convertValue } from './values';

/** The body of an operation whose body is no object. */
export interface OperationBody {
  /** The body of operations whose body is a list. */
  items?: readonly unknown[];
  /** The body of operations whose body is bytes. */
  content?: HttpRequest['body'];
}

/** What a caller gives an operation. */
export interface OperationInput extends OperationBody {
  /** Parameters by documented name. */
  values: Record<string, unknown>;
}

/** Options of a call besides its parameters. */
export interface RequestOptions extends OperationBody, CallOptions {}

/** Calls an operation of a catalogue by its name. */
export type RequestOperation = (
  operation: string,
  values?: Record<string, unknown>,
  options?: RequestOptions,
) => Promise<CallResult>;

const ITEM_PREFIX = '[].';

/**
 * The request of an operation: every parameter checked and in its documented place. Throws `InputError` that
 * names the field for what is missing, unknown or of the wrong type; then nothing is sent.
 */
export function buildRequest(catalogue: Catalogue, row: OperationRow, given: OperationInput): HttpRequest {
  const input = { ...given, values: byDocumentedName(given.values, namedParameters(row)) };
  refuseUnknown(catalogue, row, input.values);
  const rows = namedParameters(row);
  const query: Record<string, QueryValue> = {};
  const fields: Record<string, unknown> = {};
  let path = row.path;
  for (const parameter of rows) {
    const value = input.values[parameter.name];
    if (value === undefined) {
      if (parameter.required) throw missing(parameter.name);
      continue;
    }
    const isAddressed = parameter.in !== 'body';
    // Without this value the address would name something else, or nothing.
    if (isAddressed && parameter.required && (value === null || value === '')) throw missing(parameter.name);
    if (isAddressed && value === null) {
      throw new InputError(parameter.name, `"${parameter.name}" is null, which an address cannot hold`);
    }
    const converted = convertValue(parameter, value, nestedParameters(row, parameter));
    if (parameter.in === 'path') {
      path = path.replace(`{${parameter.name}}`, pathPart(parameter.name, String(converted)));
    } else if (parameter.in === 'query') {
      query[parameter.name] = Array.isArray(converted) ? converted.join(',') : (converted as QueryValue);
    } else {
      fields[parameter.name] = converted;
    }
  }
  if (catalogue.allowsUnlistedFields) Object.assign(fields, unlisted(row, input.values));
  const bringsFile = row.answer === 'bytes' ? { bringsFile: true } : {};
  return { method: row.method, path, query, ...bringsFile, ...bodyOf(row, fields, input) };
}

/** A value as one segment of the path. `.`, `..` or an empty value would lead to another operation. */
function pathPart(name: string, text: string): string {
  if (text === '') throw missing(name);
  refuseDotSegments(name, text);
  return encodePart(name, text);
}

/** The parameters that are given by name: all but fields of other parameters and of list entries. */
export function namedParameters(row: OperationRow): ParameterRow[] {
  return row.params.filter(({ name }) => !name.includes('[]') && !name.includes('.'));
}

/** Values by the names that the platform takes; one given under both names counts by the documented one. */
function byDocumentedName(
  values: Record<string, unknown>,
  rows: readonly ParameterRow[],
): Record<string, unknown> {
  const named = { ...values };
  for (const { name, aliases = [] } of rows) {
    const field = name.replace(ITEM_PREFIX, '');
    for (const alias of aliases) {
      if (!Object.hasOwn(named, alias)) continue;
      if (named[field] === undefined) named[field] = named[alias];
      delete named[alias];
    }
  }
  return named;
}

function nestedParameters(row: OperationRow, parent: ParameterRow): ParameterRow[] {
  const prefix = `${parent.name}${parent.list ? '[]' : ''}.`;
  return row.params.filter(({ name }) => name.startsWith(prefix));
}

function bodyOf(
  row: OperationRow,
  fields: Record<string, unknown>,
  input: OperationInput,
): Pick<HttpRequest, 'body' | 'contentType'> {
  switch (row.body) {
    case 'none':
      return {};
    case 'object':
      return { body: writeJson(fields), contentType: 'application/json' };
    case 'list':
      return { body: writeJson(checkItems(row, input.items), 'params'), contentType: 'application/json' };
    case 'bytes':
      if (input.content === undefined) throw new InputError('payload', 'The content to send is missing');
      return { body: input.content, contentType: 'application/octet-stream' };
  }
}

function checkItems(row: OperationRow, items: readonly unknown[] | undefined): unknown[] {
  const rows = row.params.filter(({ name }) => name.startsWith(ITEM_PREFIX));
  if (!items || items.length === 0) {
    throw new InputError('params', `"${row.operation}" needs a list of ${describeItem(rows)}`);
  }
  return items.map((item, index) => {
    if (!isPlainObject(item)) throw new InputError('params', `Entry ${index} of the list is not an object`);
    return convertFields(ITEM_PREFIX, byDocumentedName(item, rows), rows, `[${index}].`);
  });
}

function describeItem(rows: readonly ParameterRow[]): string {
  return `{${rows.map(({ name }) => name.slice(ITEM_PREFIX.length)).join(', ')}}`;
}

function refuseUnknown(catalogue: Catalogue, row: OperationRow, values: Record<string, unknown>): void {
  if (catalogue.allowsUnlistedFields) return;
  const [unknown] = Object.keys(unlisted(row, values));
  if (unknown === undefined) return;
  const known = namedParameters(row).map(({ name }) => name);
  throw new InputError(
    unknown,
    `"${row.operation}" has no parameter "${unknown}"${known.length > 0 ? `; it has ${known.join(', ')}` : ''}`,
  );
}

function unlisted(row: OperationRow, values: Record<string, unknown>): Record<string, unknown> {
  const known = new Set(namedParameters(row).map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => !known.has(name) && value !== undefined),
  );
}

function missing(name: string): InputError {
  return new InputError(name, `"${name}" is missing: set it in the node or in the message`);
}
