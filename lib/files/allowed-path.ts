import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { InputError } from '../errors';

/** Where on the disk of this computer files may be read and written. */
export interface FolderRule {
  /** Paths must stay in this folder, and relative ones begin there; any path is allowed when left out. */
  folder?: string | undefined;
  /** Where relative paths begin otherwise; the process's own working directory when left out. */
  workingDirectory?: string | undefined;
  /** Where Node-RED keeps its own files, which are nobody else's. */
  userDirectory?: string | undefined;
  /** Node-RED's flows, if they have another name than usual; relative ones are in the user directory. */
  flowFile?: string | undefined;
}

/**
 * In the user directory: what is hidden (credentials' key, sessions, backups), settings, flows, credentials, projects,
 * and code that Node-RED loads.
 */
const OWN_FILES =
  /^(\.|(node_modules|projects)([/\\]|$)|settings\.[cm]?[jt]s$|package(-lock)?\.json$|flows[^/\\]*\.json$|[^/\\]*_cred\.json$)/i;

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

async function refuseOwnFile(path: string, real: string, rule: FolderRule): Promise<void> {
  const { userDirectory, flowFile } = rule;
  if (userDirectory === undefined) return;
  const home = await realPath(resolve(userDirectory));
  const isFlows = flowFile !== undefined && real === (await realPath(resolve(home, flowFile)));
  if (!isFlows && !(isWithin(home, real) && OWN_FILES.test(relative(home, real)))) return;
  throw new InputError(
    'filename',
    `"${path}" is a file of Node-RED itself (flows, credentials, settings, code, or hidden), which no node reads or writes`,
  );
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
