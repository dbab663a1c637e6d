import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
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
  if (!stays) await rm(folder, { recursive: true, force: true });
  inUse.delete(folder);
}

async function refuseTooMany(parent: string): Promise<void> {
  let count = 0;
  let bytes = 0;
  for (const name of await readdir(parent)) {
    const folder = join(parent, name);
    if (!name.startsWith(PREFIX) || inUse.has(folder)) continue;
    const kept = await stat(join(folder, FILE)).catch(() => undefined);
    if (!kept || kept.uid !== (process.getuid?.() ?? kept.uid)) continue;
    if (Date.now() - kept.mtimeMs > DAYS_KEPT * DAY_MS) {
      await rm(folder, { recursive: true, force: true });
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
