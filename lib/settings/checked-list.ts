import { InputError } from '../errors';
import { listedIn } from './text-list';

/** Characters; some twenty thousand ids. Longer ones would keep everything else waiting. */
export const LONGEST_LIST = 256 * 1024;

/** The entries of a list that came as text. Throws `InputError` for one that is too long. */
export function checkedList(text: string, name: string): string[] {
  if (text.length <= LONGEST_LIST) return listedIn(text);
  throw tooLongList(name);
}

export function tooLongList(name: string): InputError {
  return new InputError(name, `The list "${name}" is longer than ${LONGEST_LIST / 1024} KB of text`);
}
