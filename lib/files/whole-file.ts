import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError, ShopfloorError } from '../errors';
import type { FolderRule } from './allowed-path';
import { WritingPlace } from './writing-place';

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
  /** Where files may be; it holds to the end, whatever others do to the folder meanwhile. */
  rule?: FolderRule | undefined;
}

/**
 * Writes a stream to a file, which appears under its name when it is whole and on the disk, and not before. Until then
 * it has a name of its own beside it, which is nobody else's. Throws `InputError` where it cannot be written.
 */
export async function writeWhole(body: Readable, path: string, options: WholeFileOptions): Promise<Measured> {
  const place = await WritingPlace.open(path, options.rule).catch((cause: unknown) => {
    throw cause instanceof InputError ? cause : unwritable(path, cause);
  });
  try {
    return await writeAt(place, body, path, options);
  } finally {
    await place.close();
  }
}

async function writeAt(
  place: WritingPlace,
  body: Readable,
  path: string,
  { largest, signal }: WholeFileOptions,
): Promise<Measured> {
  const { partial } = place;
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
    await place.publish();
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
    handle = await open(folder, constants.O_RDONLY | (constants.O_DIRECTORY ?? 0));
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
