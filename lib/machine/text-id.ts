import { sha256 } from '../json/digest';

const ID_LENGTH = 12;

/** An id for an alarm that has only a text: the same text has the same id. */
export function textId(text: string): string {
  return sha256(text).slice(0, ID_LENGTH);
}
