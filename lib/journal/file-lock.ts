import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { steadyTime } from '../async/clock';
import { delay } from '../async/timing';
import { isPlainObject } from '../json/json-values';
import { fileFailure } from './file-failure';
import { journalFailure } from './journal-failure';

export interface LockTimings {
  /** How often the owner of a lock shows that it lives. */
  readonly beatMs: number;
  /** An owner that has shown nothing for so long is dead. */
  readonly staleMs: number;
}

export const LOCK_TIMINGS: LockTimings = { beatMs: 4_000, staleMs: 15_000 };
const LOOK_MS = 250;

interface Owner {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
}

/** The locks of this process: a lock with its number that is not among them is left from a process before it. */
const held = new Set<string>();

/**
 * Lets one process alone use a file. The lock is a file beside it, `<file>.owner`, that names the process, and whose time
 * is renewed while it lives. A lock whose process is gone is taken over: at once where that can be seen, else when its
 * time has not been renewed for a while (the process was on another computer or in another container).
 * @example
 * const lock = await FileLock.acquire('/data/journal.sqlite');
 * if (await lock.isHeld()) …
 * await lock.release();
 */
export class FileLock {
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly path: string,
    private readonly id: string,
    beatMs: number,
  ) {
    this.timer = setInterval(() => void this.beat(), beatMs);
  }

  /** Rejects when another process uses the file. */
  static async acquire(file: string, timings: LockTimings = LOCK_TIMINGS): Promise<FileLock> {
    const path = `${file}.owner`;
    const owner: Owner = { id: randomUUID(), pid: process.pid, host: hostname() };
    try {
      await mkdir(dirname(file), { recursive: true });
      while (!(await isWritten(path, owner))) await takeAway(file, path, timings);
    } catch (thrown) {
      throw fileFailure(thrown, file);
    }
    held.add(owner.id);
    return new FileLock(path, owner.id, timings.beatMs);
  }

  /** False when another process has taken the lock, because this one showed no life for too long. */
  async isHeld(): Promise<boolean> {
    return (await ownerOf(this.path))?.id === this.id;
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    if (await this.isHeld()) await rm(this.path, { force: true });
    held.delete(this.id);
  }

  private async beat(): Promise<void> {
    const now = new Date();
    if (await this.isHeld()) await utimes(this.path, now, now).catch(() => undefined);
  }
}

/** True when the lock was free and is ours now. */
async function isWritten(path: string, owner: Owner): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(owner), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (thrown) {
    if (Object(thrown).code === 'EEXIST') return false;
    throw thrown;
  }
}

/** Takes a dead process' lock away; rejects when its owner lives. */
async function takeAway(file: string, path: string, timings: LockTimings): Promise<void> {
  const owner = await ownerOf(path);
  if (await isAlive(path, owner, timings)) throw inUse(file, owner);
  const aside = `${path}-${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  const taken = await ownerOf(aside);
  await rm(aside, { force: true });
  // Another has been faster, and it was its lock: it will see that it lost it.
  if (taken !== undefined && taken.id !== owner?.id) throw inUse(file, taken);
}

async function isAlive(path: string, owner: Owner | undefined, { staleMs }: LockTimings): Promise<boolean> {
  if (owner !== undefined) {
    if (held.has(owner.id)) return true;
    if (owner.host === hostname() && (owner.pid === process.pid || !runs(owner.pid))) return false;
  }
  const before = await renewedAt(path);
  const end = steadyTime() + staleMs;
  while (before !== undefined && steadyTime() < end) {
    await delay(Math.min(LOOK_MS, staleMs / 10));
    const now = await renewedAt(path);
    if (now === undefined) return false;
    if (now !== before) return true;
  }
  return false;
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return Object(thrown).code === 'EPERM';
  }
}

async function renewedAt(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs;
}

/** undefined: there is no lock, or one that a power cut has left empty. */
async function ownerOf(path: string): Promise<Owner | undefined> {
  try {
    const read: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (!isPlainObject(read)) return undefined;
    return { id: String(read['id']), pid: Number(read['pid']), host: String(read['host']) };
  } catch {
    return undefined;
  }
}

function inUse(file: string, owner: Owner | undefined): Error {
  const who = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  return journalFailure(
    'in-use',
    `The journal ${file} is in use by ${who}: a file serves one process at a time; give each Node-RED a file of its own, or use PostgreSQL`,
  );
}
