import { InputError } from '../errors';
import { isWellFormed } from '../json/json-values';
import type { QueryValue } from './transport';

/** The address with the query behind it, percent-encoded. Throws `InputError` for text that no address can hold. */
export function withQuery(address: string, query: Record<string, QueryValue | undefined> = {}): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodePart(name, String(value))}`],
  );
  return parts.length === 0 ? address : `${address}?${parts.join('&')}`;
}

/** A value as part of an address. Throws `InputError` that names the field when no address can hold it. */
export function encodePart(field: string, text: string): string {
  checkEncodable(field, text);
  return encodeURIComponent(text);
}

/** Throws `InputError` that names the field when no address can hold the text. */
export function checkEncodable(field: string, text: string): void {
  if (isWellFormed(text)) return;
  throw new InputError(field, `"${field}" holds half of a character (a lone surrogate)`);
}
