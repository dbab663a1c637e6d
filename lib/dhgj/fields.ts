import { InputError } from '../errors';
import { isPlainObject } from '../json/json-values';

/**
 * Fields as a query or form (`a=1&b=2`), percent-encoded; a list gives its name once an entry, what is
 * undefined is left out. `parameter` is named when a field can't be sent so. @throws InputError
 */
export function encodeFields(parameter: string, fields: Record<string, unknown>): string {
  return Object.entries(fields)
    .flatMap(([name, value]) =>
      Array.isArray(value) ? value.map((entry) => [name, entry]) : [[name, value]],
    )
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) => `${encoded(parameter, name)}=${encoded(parameter, scalar(parameter, name, value))}`,
    )
    .join('&');
}

/** Fields given as an object or as text (`a=1&b=2`). @throws InputError */
export function readFields(parameter: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'string') return fieldsOfText(value);
  if (isPlainObject(value)) return value;
  throw new InputError(parameter, `"${parameter}" must be an object with fields, or text such as a=1&b=2`);
}

function fieldsOfText(text: string): Record<string, string[]> {
  const fields: Record<string, string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const values = fields[name] ?? [];
    values.push(value);
    fields[name] = values;
  }
  return fields;
}

function scalar(parameter: string, name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  throw new InputError(parameter, `Field "${name}" of "${parameter}" must be text, a number, true or false`);
}

function encoded(parameter: string, text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    throw new InputError(parameter, `"${parameter}" holds half of a character (a lone surrogate)`);
  }
}
