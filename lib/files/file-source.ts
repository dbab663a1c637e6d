import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { InputError } from '../errors';
import { allowedPath, type FolderRule, refuseOwnContent } from './allowed-path';
import { realPathOf } from './opened';
import { encodeText } from './text-encoding';

/** Content to send: bytes, text in an encoding (default UTF-8), or a file on disk, which is read piece by piece. */
export type FileContent =
  | { content: Buffer | string; encoding?: string | undefined }
  | {
      path: string;
      /** Where files may be, whatever others put at the path meanwhile. */
      rule?: FolderRule | undefined;
    };

/** Content that can be read from any position, as often as needed. */
export interface FileSource {
  /** Its size in bytes when it was opened. */
  readonly size: number;
  /**
   * Up to `length` bytes from `position`, none beyond `size`, at least one below it; the buffer is only valid until
   * the next read. Throws `InputError` when the file has become shorter.
   */
  read(position: number, length: number): Promise<Buffer>;
  /** All of it, in pieces; fails with `InputError` when the file is changed on the way. */
  stream(): Readable;
  /** Throws `InputError` when the file is not what it was when it was opened. */
  checkUnchanged(): Promise<void>;
  close(): Promise<void>;
}

const STREAM_PIECE_BYTES = 64 * 1024;

/** Throws `InputError` for a file that cannot be read, and for text that the encoding cannot represent. */
export async function openSource(from: FileContent): Promise<FileSource> {
  if ('path' in from) return diskSource(from.path, from.rule);
  const { content, encoding } = from;
  return memorySource(typeof content === 'string' ? await encodeText(content, encoding) : content);
}

export function memorySource(bytes: Buffer): FileSource {
  return {
    size: bytes.length,
    read: async (position, length) => bytes.subarray(position, position + length),
    stream: () => Readable.from([bytes], { objectMode: false }),
    checkUnchanged: async () => undefined,
    close: async () => undefined,
  };
}

/** Opening a pipe would wait for a writer, and keep all other work with files waiting. */
const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Reads from disk piece by piece, into two buffers, whatever the size of the file. */
export async function diskSource(path: string, rule?: FolderRule): Promise<FileSource> {
  await refuseNoFile(path, () => stat(path));
  const handle = await open(path, WITHOUT_WAITING).catch((thrown: unknown) => {
    throw unreadable(path, thrown);
  });
  try {
    // What was looked at before may not be what was opened.
    await refuseNoFile(path, () => handle.stat());
    if (rule) {
      await allowedPath(await realPathOf(handle, path), rule);
      await refuseOwnContent(path, handle, rule);
    }
    return new DiskSource(handle, await stateOf(handle));
  } catch (thrown) {
    await handle.close();
    throw thrown instanceof InputError ? thrown : unreadable(path, thrown);
  }
}

/** Properties that show that a file was changed. */
interface FileState {
  size: number;
  /** Of the last change, in ns. */
  changedAt: bigint;
}

interface Reading {
  position: number;
  length: number;
  bytes: Promise<Buffer>;
}

/** While one piece is worked on, the disk brings the one after it into the other buffer. */
class DiskSource implements FileSource {
  private buffers: [unused: Buffer, inUse: Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];
  private ahead: Reading | undefined;

  constructor(
    private readonly handle: FileHandle,
    private readonly opened: FileState,
  ) {}

  get size(): number {
    return this.opened.size;
  }

  async read(position: number, length: number): Promise<Buffer> {
    const { ahead } = this;
    const isNext = ahead?.position === position && ahead.length === length;
    if (!isNext) await ahead?.bytes.catch(() => undefined);
    const bytes = await (isNext ? ahead.bytes : this.fill(position, length));
    const next = position + bytes.length;
    this.ahead = next < this.size ? this.readAhead(next, length) : undefined;
    return bytes;
  }

  stream(): Readable {
    return Readable.from(this.pieces(), { objectMode: false });
  }

  async checkUnchanged(): Promise<void> {
    const { size, changedAt } = await stateOf(this.handle);
    if (size === this.size && changedAt === this.opened.changedAt) return;
    const how = size < this.size ? 'became shorter' : size > this.size ? 'became longer' : 'was changed';
    throw new InputError('filename', `The file ${how} while it was being sent`);
  }

  /** A read that is under way ends first. */
  close(): Promise<void> {
    return this.handle.close();
  }

  /**
   * Each piece has memory of its own, because the receiver keeps some, and a new attempt may begin before the last one
   * has let go of its pieces.
   */
  private async *pieces(): AsyncGenerator<Buffer> {
    let position = 0;
    do {
      const room = Buffer.allocUnsafe(Math.min(STREAM_PIECE_BYTES, this.size - position));
      const piece = await this.readInto(room, position, room.length);
      position += piece.length;
      // The receiver treats the file as complete when it has the last piece.
      if (position === this.size) await this.checkUnchanged();
      if (piece.length > 0) yield piece;
    } while (position < this.size);
  }

  private readAhead(position: number, length: number): Reading {
    const bytes = this.fill(position, length);
    // A failure matters only to the caller who asks for this piece.
    bytes.catch(() => undefined);
    return { position, length, bytes };
  }

  private async fill(position: number, length: number): Promise<Buffer> {
    const [unused, inUse] = this.buffers;
    const buffer = unused.length < length ? Buffer.allocUnsafeSlow(length) : unused;
    this.buffers = [inUse, buffer];
    return this.readInto(buffer, position, length);
  }

  /** Bytes that were added to the file since it was opened are not read. */
  private async readInto(buffer: Buffer, position: number, length: number): Promise<Buffer> {
    const wanted = Math.max(0, Math.min(length, this.size - position));
    const { bytesRead } = await this.handle.read(buffer, 0, wanted, position);
    if (bytesRead === 0 && wanted > 0) {
      throw new InputError('filename', 'The file became shorter while it was being sent');
    }
    return buffer.subarray(0, bytesRead);
  }
}

async function stateOf(handle: FileHandle): Promise<FileState> {
  const { size, mtimeNs } = await handle.stat({ bigint: true });
  return { size: Number(size), changedAt: mtimeNs };
}

async function refuseNoFile(path: string, look: () => Promise<Stats>): Promise<void> {
  const found = await look().catch((thrown: unknown) => {
    throw unreadable(path, thrown);
  });
  if (!found.isFile()) throw new InputError('filename', `"${path}" is not a file`);
}

function unreadable(path: string, thrown: unknown): InputError {
  const { code } = thrown as NodeJS.ErrnoException;
  return new InputError('filename', `The file "${path}" cannot be read (${code ?? 'unknown reason'})`);
}
