import { type FileHandle, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError } from '../errors';
import { isOwnContent, isOwnFile, type OwnPlaces } from './own-files';
import { isWithin, realPath } from './real-path';

/** Where on the disk of this computer files may be read and written. */
export interface FolderRule {
  /** Paths must stay in this folder, and relative ones begin there; any path is allowed when left out. */
  folder?: string | undefined;
  /** Where relative paths begin otherwise; the process's own working directory when left out. */
  workingDirectory?: string | undefined;
  /** What is Node-RED's own, which no node reads or writes. */
  own?: OwnPlaces | undefined;
}

/**
 * The path with all links in it resolved, as far as it exists. Throws `InputError` (`filename`) where it leads out of
 * the folder that the rule names, be it by `..`, by being absolute or by a link, or to a file of Node-RED's own;
 * (`folder`) where the folder is not there.
 */
export async function allowedPath(path: string, rule: FolderRule): Promise<string> {
  const { folder, workingDirectory = '' } = rule;
  if (path.includes('\0')) throw new InputError('filename', 'The path holds a NUL character');
  if (folder === undefined) {
    const chosen = resolve(workingDirectory, path);
    await refuseOwnFile(path, await realPath(chosen), rule);
    return chosen;
  }
  const named = resolve(workingDirectory, folder);
  const root = await realpath(named).catch((thrown: NodeJS.ErrnoException) => {
    throw new InputError('folder', `The folder "${named}" cannot be used: ${thrown.code ?? thrown.message}`);
  });
  const real = await realPath(resolve(root, path));
  if (!isWithin(root, real)) {
    throw new InputError('filename', `"${path}" is outside of "${named}", the folder that may be used`);
  }
  await refuseOwnFile(path, real, rule);
  return real;
}

/** Throws `InputError` where what was opened is a file of Node-RED's own by another name. */
export async function refuseOwnContent(path: string, file: FileHandle, { own }: FolderRule): Promise<void> {
  if (own && (await isOwnContent(await file.stat({ bigint: true }), own))) throw ownFile(path);
}

async function refuseOwnFile(path: string, real: string, { own }: FolderRule): Promise<void> {
  if (own && (await isOwnFile(real, own))) throw ownFile(path);
}

function ownFile(path: string): InputError {
  return new InputError(
    'filename',
    `"${path}" is a file of Node-RED itself (flows, credentials, settings, code, or hidden), which no node reads or writes`,
  );
}
