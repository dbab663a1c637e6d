import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { isWithin, realPath } from './real-path';

/** Where Node-RED keeps its own files, as its settings say. */
export interface OwnPlaces {
  userDirectory: string;
  /** The flows, if they have another name than usual. */
  flowFile?: string | undefined;
  settingsFile?: string | undefined;
  /** More folders of code and of projects. */
  folders?: readonly string[] | undefined;
}

/**
 * At the top of the user directory: what is hidden (the credentials' key, sessions, backups), settings, flows,
 * credentials, what npm reads, and folders: code that Node-RED loads, its library, projects, contexts.
 */
const OWN_FILES =
  /^(\.|(node_modules|nodes|lib|externalModules|projects|context)([/\\]|$)|settings\.[cm]?[jt]s$|(package(-lock)?|npm-shrinkwrap)\.json$|(flows[^/\\]*\.json|[^/\\]*_cred(\.[^./\\]*)?)(\.\$\$\$)?$)/i;

/** True for a file that is Node-RED's own, and for what is within a folder of its own. `real` has no links in it. */
export async function isOwnFile(real: string, places: OwnPlaces): Promise<boolean> {
  const home = await knownPath(resolve(places.userDirectory));
  if (home === undefined) return false;
  if (isWithin(home, real) && OWN_FILES.test(relative(home, real))) return true;
  const { settingsFile, folders = [] } = places;
  for (const folder of folders) {
    const own = await knownPath(resolve(folder));
    if (own !== undefined && isWithin(own, real)) return true;
  }
  const files = [...flowFiles(home, places.flowFile), ...(settingsFile ? [resolve(settingsFile)] : [])];
  for (const file of files) if (isSame(await knownPath(file), real)) return true;
  return false;
}

/** True for what has another name in Node-RED's user directory, or as its settings or flows: a hard link. */
export async function isOwnContent(opened: BigIntStats, places: OwnPlaces): Promise<boolean> {
  if (opened.nlink <= 1n) return false;
  const { userDirectory, flowFile, settingsFile } = places;
  const home = resolve(userDirectory);
  const names = await readdir(home).catch(() => []);
  const files = [
    ...names.filter((name) => OWN_FILES.test(name)).map((name) => join(home, name)),
    ...flowFiles(home, flowFile),
    ...(settingsFile ? [resolve(settingsFile)] : []),
  ];
  for (const file of files) {
    const own = await lstat(file, { bigint: true }).catch(() => undefined);
    if (own?.dev === opened.dev && own.ino === opened.ino) return true;
  }
  return false;
}

/** The flows where Node-RED looks for them, and what it writes beside them: the backup, and the file while it is written. */
function flowFiles(home: string, flowFile: string | undefined): string[] {
  if (flowFile === undefined) return [];
  const found = isAbsolute(flowFile) ? [flowFile] : [resolve(home, flowFile), resolve(flowFile)];
  return found.flatMap((file) => [
    file,
    join(dirname(file), `.${basename(file)}.backup`),
    `${file}.$$$`,
    join(dirname(file), `.${basename(file)}.backup.$$$`),
  ]);
}

/** Undefined for a place that cannot be, such as one below a file. */
function knownPath(path: string): Promise<string | undefined> {
  return realPath(path).catch(() => undefined);
}

/** Some systems take capitals and small letters for the same. */
function isSame(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
