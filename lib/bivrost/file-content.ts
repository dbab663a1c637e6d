import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InputError } from '../errors';

/** Content to send: bytes, text (as UTF-8), or a file on disk, which is streamed. */
export type FileContent = { content: Buffer | string } | { path: string };

/** Content that can be read from its beginning as often as needed. */
export interface ContentSource {
  /** Bytes. */
  size: number;
  /** The content from its beginning. */
  open(): Readable;
  /** Its first bytes, at most so many. */
  head(length: number): Promise<Buffer>;
}

/** Throws `InputError` for a file that is not there or cannot be read. */
export async function contentSource(from: FileContent): Promise<ContentSource> {
  if ('path' in from) return diskSource(from.path);
  const content = Buffer.isBuffer(from.content) ? from.content : Buffer.from(from.content);
  return {
    size: content.length,
    open: () => Readable.from([content], { objectMode: false }),
    head: async (length) => content.subarray(0, length),
  };
}

async function diskSource(path: string): Promise<ContentSource> {
  const { size } = await readable(path);
  return {
    size,
    // A file that grows meanwhile must not exceed the length that was announced.
    open: () => (size === 0 ? Readable.from([]) : createReadStream(path, { end: size - 1 })),
    head: async (length) => {
      const file = await open(path);
      const { buffer, bytesRead } = await file
        .read(Buffer.alloc(length), 0, length, 0)
        .finally(() => file.close());
      return buffer.subarray(0, bytesRead);
    },
  };
}

async function readable(path: string): Promise<{ size: number }> {
  try {
    const info = await stat(path);
    if (!info.isFile()) throw new Error('not a file');
    return info;
  } catch (cause) {
    throw new InputError('filename', `The file "${path}" cannot be read: ${reasonOf(cause)}`);
  }
}

/** What went through a meter. */
export interface Measured {
  bytes: number;
  /** Lower-case hex. */
  md5: string;
}

/** Counts and hashes what goes through it. */
export function meter(): { stream: Transform; result(): Measured } {
  const hash = createHash('md5');
  let bytes = 0;
  const stream = new Transform({
    transform(piece: Buffer, _encoding, done) {
      hash.update(piece);
      bytes += piece.length;
      done(null, piece);
    },
  });
  return { stream, result: () => ({ bytes, md5: hash.digest('hex') }) };
}

/**
 * Writes a stream to a file, which appears under its name when it is whole and not before. Throws `InputError`
 * where it cannot be written.
 */
export async function writeWhole(body: Readable, path: string, signal: AbortSignal): Promise<Measured> {
  const partial = `${path}.part`;
  const file = await open(partial, 'w').catch((cause: unknown) => {
    throw new InputError('filename', `The file "${path}" cannot be written: ${reasonOf(cause)}`);
  });
  try {
    const { stream, result } = meter();
    await pipeline(body, stream, file.createWriteStream(), { signal });
    await rename(partial, path);
    return result();
  } catch (thrown) {
    await rm(partial, { force: true });
    if (body.errored || signal.aborted) throw thrown;
    throw new InputError('filename', `The file "${path}" cannot be written: ${reasonOf(thrown)}`);
  }
}

function reasonOf(thrown: unknown): string {
  const { code, message } = thrown as NodeJS.ErrnoException;
  return code ?? message;
}
