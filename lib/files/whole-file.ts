import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError, ShopfloorError } from '../errors';

/** What a meter has counted. */
export interface Measured {
  bytes: number;
  /** Lower-case hex. */
  md5: string;
}

/** Counts and hashes what goes through it, and lets no more through than `largest` bytes. */
export function meter(largest = Number.POSITIVE_INFINITY): { stream: Transform; result(): Measured } {
  const hash = createHash('md5');
  let bytes = 0;
  const stream = new Transform({
    transform(piece: Buffer, _encoding, done) {
      bytes += piece.length;
      if (bytes > largest) return done(tooLarge(largest));
      hash.update(piece);
      done(null, piece);
    },
  });
  return { stream, result: () => ({ bytes, md5: hash.digest('hex') }) };
}

export interface WholeFileOptions {
  /** Most bytes that are written. */
  largest: number;
  signal?: AbortSignal | undefined;
}

/**
 * Writes a stream to a file, which appears under its name when it is whole and on the disk, and not before. Until then
 * it has a name of its own beside it, which is nobody else's. Throws `InputError` where it cannot be written.
 */
export async function writeWhole(body: Readable, path: string, options: WholeFileOptions): Promise<Measured> {
  const { largest, signal } = options;
  const partial = join(dirname(path), `.shopfloor-${randomBytes(12).toString('hex')}.part`);
  const file = await open(partial, 'wx').catch((cause: unknown) => {
    throw unwritable(path, cause);
  });
  try {
    const { stream, result } = meter(largest);
    try {
      await pipeline(body, stream, (pieces: AsyncIterable<Buffer>) => writeFile(file, pieces), { signal });
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
    await syncFolder(dirname(path));
    return result();
  } catch (thrown) {
    await rm(partial, { force: true });
    if (thrown instanceof ShopfloorError || body.errored || signal?.aborted) throw thrown;
    throw unwritable(path, thrown);
  }
}

/** Flushes the folder, so that the new name survives a power failure where the system supports it. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch {
    // Windows and some file systems cannot flush folders. The file itself is on the disk by then.
  } finally {
    await handle?.close();
  }
}

function tooLarge(largest: number): ShopfloorError {
  return new ShopfloorError(
    `The file is larger than ${Math.round(largest / 1024 / 1024)} MB (limit "largestFile"; "shopfloorLargestFile" in Node-RED's settings file)`,
    { code: 'network:answer-too-large', kind: 'platform', retryable: false },
  );
}

function unwritable(path: string, thrown: unknown): InputError {
  const { code, message } = thrown as NodeJS.ErrnoException;
  return new InputError('filename', `The file "${path}" cannot be written: ${code ?? message}`);
}
