import { createHash } from 'node:crypto';

const ID_LENGTH = 12;

/** An id for an alarm that has only a text: the same text has the same id. */
export function textId(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, ID_LENGTH);
}
