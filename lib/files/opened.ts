import { type FileHandle, lstat, readlink, realpath } from 'node:fs/promises';
import { InputError } from '../errors';

/**
 * The real path of what was opened: between a look at a path and its use others may have put a link there. Linux tells
 * it; elsewhere what lies at the path now must be what was opened, or else `InputError` says so.
 */
export async function realPathOf(handle: FileHandle, path: string): Promise<string> {
  const known = await readlink(systemPath(handle)).catch(() => undefined);
  if (known?.startsWith('/')) return known;
  const real = await realpath(path);
  const [opened, found] = await Promise.all([handle.stat({ bigint: true }), lstat(real, { bigint: true })]);
  if (opened.dev === found.dev && opened.ino === found.ino) return real;
  throw new InputError('filename', `"${path}" was exchanged for something else while it was opened`);
}

/** A path by which Linux reaches what was opened, whatever becomes of its own path; undefined elsewhere. */
export async function lastingPath(handle: FileHandle): Promise<string | undefined> {
  const path = systemPath(handle);
  return readlink(path).then(
    () => path,
    () => undefined,
  );
}

function systemPath({ fd }: FileHandle): string {
  return `/proc/self/fd/${fd}`;
}
