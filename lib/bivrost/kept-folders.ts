import type { Stats } from 'node:fs';
import { lstat, mkdtemp, readdir, rmdir, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ShopfloorError } from '../errors';

/** Programs that could not be put back, of all processes of this user: so many, so many bytes, for so long. */
const MOST_KEPT = 50;
const MOST_BYTES = 4 * 1024 ** 3;
export const DAYS_KEPT = 30;
const DAY_MS = 86_400_000;
const PREFIX = 'shopfloor-kept-';
const FILE = 'kept-program';
/** What there is in such a folder: the program, or the part of it that has arrived. */
const OURS = /^(kept-program|\.shopfloor-[0-9a-f]+\.part)$/;
/** Rights of others than the owner. */
const OTHERS = 0o077;

/** Folders whose programs may still be put back, or are on their way. */
const inUse = new Set<string>();

/** A folder of its own for one program, and the path of the program in it. */
export interface KeptFolder {
  folder: string;
  path: string;
}

/**
 * Makes a folder that nobody else of this computer may read. What was kept longer than 30 days is removed first. Throws
 * `ShopfloorError` while too much is kept: each may be the only copy, so that none is removed for another, and nothing
 * more is replaced.
 */
export async function makeKeptFolder(): Promise<KeptFolder> {
  await refuseTooMany(tmpdir());
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  inUse.add(folder);
  return { folder, path: join(folder, FILE) };
}

/** Removes the folder, unless its program is all that is left of it. */
export async function leaveKeptFolder(folder: string, stays: boolean): Promise<void> {
  if (!stays) await remove(folder);
  inUse.delete(folder);
}

/** Takes away what was put there and no more: whatever else somebody keeps in it stays, and the folder with it. */
async function remove(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => OURS.test(name)).map((name) => join(folder, name));
  await Promise.all(files.map((file) => unlink(file).catch(() => undefined)));
  await rmdir(folder).catch(() => undefined);
}

/** The program in a folder of ours. Other users may put folders of the same name, and links, into the same place. */
async function keptIn(folder: string): Promise<Stats | undefined> {
  const around = await lstat(folder).catch(() => undefined);
  if (!around?.isDirectory() || !isPrivate(around)) return undefined;
  const kept = await lstat(join(folder, FILE)).catch(() => undefined);
  return kept?.isFile() ? kept : undefined;
}

/** True where this user alone has a say. Windows has a place for each user, and no such rights. */
function isPrivate({ uid, mode }: Stats): boolean {
  const own = process.getuid?.();
  return own === undefined || (uid === own && (mode & OTHERS) === 0);
}

async function refuseTooMany(parent: string): Promise<void> {
  let count = 0;
  let bytes = 0;
  for (const name of await readdir(parent)) {
    const folder = join(parent, name);
    if (!name.startsWith(PREFIX) || inUse.has(folder)) continue;
    const kept = await keptIn(folder);
    if (!kept) continue;
    if (Date.now() - kept.mtimeMs > DAYS_KEPT * DAY_MS) {
      await remove(folder);
      continue;
    }
    count += 1;
    bytes += kept.size;
  }
  if (count < MOST_KEPT && bytes < MOST_BYTES) return;
  throw new ShopfloorError(
    `${count} former programs that could not be put back on their machines are kept in ${join(parent, `${PREFIX}*`)} (limit: ${MOST_KEPT} programs or ${MOST_BYTES / 1024 ** 3} GB): nothing is replaced until they were put back or removed`,
    { code: 'bivrost:too-many-kept', kind: 'conflict', retryable: false },
  );
}
