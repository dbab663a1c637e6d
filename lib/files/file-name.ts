import { InputError } from '../errors';
import { refuseDotSegments } from '../http/path';
import { checkEncodable } from '../http/query';
import { FORBIDDEN_IN_NAMES } from './forbidden-in-names';

/** Throws `InputError` that names the field when the text is not the name of a single file. */
export function checkFileName(field: string, name: string): void {
  if (name.trim() === '') throw new InputError(field, 'The file name is missing');
  if (FORBIDDEN_IN_NAMES.test(name)) {
    throw new InputError(
      field,
      `The file name must not contain "/", "\\" or control characters; the folder has a field of its own: ${JSON.stringify(name)}`,
    );
  }
  refuseDotSegments(field, name);
  checkEncodable(field, name);
}

/** The last part of a path, whatever kind of separators it has. */
export function lastPart(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
