import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { InputError } from '../errors';

/** The real path; of what does not exist, that of the deepest folder that does, and the rest behind it. */
export async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    const parent = dirname(path);
    if (code === 'ENOENT' && parent !== path) return join(await realPath(parent), basename(path));
    throw new InputError('filename', `The path "${path}" cannot be followed: ${code ?? message}`);
  }
}

/** True for the folder itself, too. */
export function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !/^\.\.[/\\]/.test(way) && !isAbsolute(way);
}
