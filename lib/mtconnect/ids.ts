import { sha256 } from '../json/digest';

const ID_LENGTH = 10;
const UUID_PARTS = /^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/;

/** A short id for a machine's key that XML takes as an id: it begins with a letter. The same key has the same id. */
export function deviceId(key: string): string {
  return `d${sha256(key).slice(0, ID_LENGTH)}`;
}

/** A name as a part of an id: characters that an XML id cannot hold are told by their numbers. */
export function idPart(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, (character) => `_${character.codePointAt(0)?.toString(16)}_`);
}

/** A UUID for a machine's key (RFC 9562, version 8: made from a digest). The same key has the same UUID. */
export function deviceUuid(key: string): string {
  const digits = sha256(`device ${key}`);
  const marked = `${digits.slice(0, 12)}8${digits.slice(13, 16)}8${digits.slice(17)}`;
  return marked.replace(UUID_PARTS, '$1-$2-$3-$4-$5');
}
