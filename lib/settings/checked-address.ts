import { InputError } from '../errors';
import { type AddressFault, type AddressKind, readAddress, WEB_ADDRESS, withScheme } from './address';

/** What the address is called in errors. */
export interface AddressField {
  field: string;
  /** "base URL" */
  called: string;
  example: string;
}

/** The address in its normal form. Throws `InputError` that says what is wrong, and repeats no password. */
export function checkedAddress(text: string, kind: AddressKind, about: AddressField): string {
  const read = readAddress(text, kind);
  if ('address' in read) return read.address;
  throw new InputError(about.field, reason(read.fault, text, kind, about));
}

function reason(
  fault: AddressFault,
  text: string,
  kind: AddressKind,
  { called, example }: AddressField,
): string {
  switch (fault) {
    case 'missing':
      return `The ${called} is missing`;
    case 'scheme': {
      const proposed = withScheme(text, kind);
      const begin = kind.schemes.map((scheme) => `${scheme}://`).join(' or ');
      return `The ${called} must begin with ${begin}${proposed === undefined ? '' : `; is "${proposed}" meant?`}`;
    }
    case 'userInfo':
      return `The ${called} must not hold a user name or password: they have fields of their own`;
    case 'query':
      return `The ${called} must end before "?" or "#"`;
    case 'malformed':
      return `The ${called} is no address such as ${example}`;
  }
}

/** Where a platform is, path prefix included. Throws `InputError`. */
export function checkedBaseUrl(text: string): string {
  const example = 'http://192.168.1.10:8080 or http://[fd00::10]:8080';
  return checkedAddress(text, WEB_ADDRESS, { field: 'baseUrl', called: 'base URL', example });
}
