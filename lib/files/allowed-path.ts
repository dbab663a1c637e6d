import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { InputError } from '../errors';

/** Where on the disk of this computer files may be read and written. */
export interface FolderRule {
  /** Paths must stay in this folder, and relative ones begin there; any path is allowed when left out. */
  folder?: string | undefined;
  /** Where relative paths begin otherwise; the process's own working directory when left out. */
  workingDirectory?: string | undefined;
}

/**
 * The path with all links in it resolved, as far as it exists. Throws `InputError` (`filename`) where it leads out of
 * the folder that the rule names, be it by `..`, by being absolute or by a link; (`folder`) where that is not there.
 */
export async function allowedPath(
  path: string,
  { folder, workingDirectory = '' }: FolderRule,
): Promise<string> {
  if (path.includes('\0')) throw new InputError('filename', 'The path holds a NUL character');
  if (folder === undefined) return resolve(workingDirectory, path);
  const named = resolve(workingDirectory, folder);
  const root = await realpath(named).catch((thrown: NodeJS.ErrnoException) => {
    throw new InputError('folder', `The folder "${named}" cannot be used: ${thrown.code ?? thrown.message}`);
  });
  const real = await realPath(resolve(root, path));
  if (isWithin(root, real)) return real;
  throw new InputError('filename', `"${path}" is outside of "${named}", the folder that may be used`);
}

/** The real path; of what does not exist, that of the deepest folder that does, and the rest behind it. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    const parent = dirname(path);
    if (code === 'ENOENT' && parent !== path) return join(await realPath(parent), basename(path));
    throw new InputError('filename', `The path "${path}" cannot be followed: ${code ?? message}`);
  }
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !/^\.\.[/\\]/.test(way) && !isAbsolute(way);
}
