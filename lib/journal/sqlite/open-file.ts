import { closeSync, existsSync, fsyncSync, openSync, readSync, renameSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { ShopfloorError } from '../../errors';
import { fileFailure } from '../file-failure';
import { journalFailure } from '../journal-failure';
import { Connection } from './connection';
import type { Library } from './library';
import { APPLICATION_ID, MIGRATIONS } from './schema';

/** Pages that are kept in memory, in KiB. */
const CACHE_KIB = 16_384;
/** A disk with less free is full. */
const LEAST_FREE_BYTES = 65_536;
const HEADER = Buffer.from('SQLite format 3\0');
const DAMAGED = /malformed|not a database/;

/**
 * Opens a journal, or makes one; the caller has the lock of the file. Throws in words: where it is a newer one or something
 * else, it is left as it was.
 *
 * What is committed outlives a power cut: each commit waits for the disk (`FULL`), and emptying the rollback journal,
 * which ends a transaction, is waited for too (`TRUNCATE`; to remove it would need the folder to be written through).
 */
export function openFile(library: Library, file: string): Connection {
  let connection: Connection | undefined;
  try {
    connection = new Connection(library, file);
    connection.exec(
      `PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA cache_size = -${CACHE_KIB}; PRAGMA temp_store = MEMORY`,
    );
    prepare(connection, file);
    return connection;
  } catch (thrown) {
    connection?.close();
    if (!isDamage(thrown)) throw sqliteFailure(thrown, file);
    throw isDatabase(file) ? setAside(file) : foreign(file);
  }
}

function prepare(connection: Connection, file: string): void {
  const version = connection.number('PRAGMA user_version');
  const isOurs = connection.number('PRAGMA application_id') === APPLICATION_ID;
  const isEmpty = connection.number('SELECT count(*) FROM sqlite_schema') === 0;
  if (!isOurs && !isEmpty) throw foreign(file);
  if (version > MIGRATIONS.length)
    throw journalFailure(
      'newer',
      `The journal ${file} is of version ${version}, which a newer release of this package wrote; this one knows ${MIGRATIONS.length}: update the package, or choose another file`,
    );
  connection.exec('PRAGMA journal_mode = TRUNCATE');
  if (version === MIGRATIONS.length) return;
  connection.transaction(() => {
    for (const migration of MIGRATIONS.slice(version)) connection.exec(migration);
    connection.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`);
  });
  writeThrough(dirname(file));
}

function foreign(file: string): ShopfloorError {
  return journalFailure(
    'foreign',
    `${file} is no journal of this package: choose another name for the journal, or move the file away`,
  );
}

/** Whether a file that SQLite cannot read was one: its header says so, or was never written. */
function isDatabase(file: string): boolean {
  const header = Buffer.alloc(HEADER.length);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, header, 0, header.length, 0);
  } finally {
    closeSync(handle);
  }
  return header.equals(HEADER) || header.every((byte) => byte === 0);
}

/** The names of new files outlive a power cut too. Windows does that by itself, and has no such call. */
function writeThrough(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

export function isDamage(thrown: unknown): boolean {
  return thrown instanceof Error && DAMAGED.test(thrown.message);
}

/** Keeps a damaged file under another name, with what belongs to it; a new one can begin then. */
export function setAside(file: string): ShopfloorError {
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  let kept = `${file}.damaged-${stamp}`;
  for (let number = 2; existsSync(kept); number++) kept = `${file}.damaged-${stamp}-${number}`;
  try {
    renameSync(file, kept);
    if (existsSync(`${file}-journal`)) renameSync(`${file}-journal`, `${kept}-journal`);
  } catch (thrown) {
    return fileFailure(thrown, file);
  }
  return journalFailure(
    'damaged',
    `The journal ${file} is damaged: it is kept as ${kept}, and a new one begins ("sqlite3 ${kept} .recover" shows what can be read of it)`,
  );
}

/** What SQLite said, in words. Its library tells a full disk from a broken one no more. */
export function sqliteFailure(thrown: unknown, file: string): ShopfloorError {
  if (thrown instanceof ShopfloorError) return thrown;
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  if (/is full/.test(said) || (/I\/O error|bind|open/.test(said) && isDiskFull(file)))
    return journalFailure('full', `The disk of the journal ${file} is full`, thrown);
  if (/readonly|Could not open|unable to open/.test(said))
    return journalFailure(
      'readonly',
      `The journal ${file} cannot be written: its folder or the file is read-only for this process`,
      thrown,
    );
  return journalFailure('failed', `The journal ${file} cannot be used: ${said}`, thrown);
}

function isDiskFull(file: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return bavail * bsize < LEAST_FREE_BYTES;
  } catch {
    return false;
  }
}
