import { type FileHandle, open, stat } from 'node:fs/promises';
import { InputError } from '../../errors';

/** The content of a file to send, readable from any position. */
export interface FileSource {
  readonly size: number;
  /**
   * Up to `length` bytes from `position`, at least one below `size`; the buffer is only valid until the next read.
   * Throws `InputError` when the file has become shorter.
   */
  read(position: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

export function memorySource(content: Buffer | string): FileSource {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  return {
    size: bytes.length,
    read: async (position, length) => bytes.subarray(position, position + length),
    close: async () => undefined,
  };
}

/** Reads from disk piece by piece, into two buffers, whatever the size of the file. */
export async function diskSource(path: string): Promise<FileSource> {
  const size = await sizeOfFile(path);
  const handle = await open(path, 'r').catch((thrown: unknown) => {
    throw unreadable(path, thrown);
  });
  return new DiskSource(handle, size);
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
    readonly size: number,
  ) {}

  async read(position: number, length: number): Promise<Buffer> {
    const { ahead } = this;
    const isNext = ahead?.position === position && ahead.length === length;
    if (!isNext) await ahead?.bytes.catch(() => undefined);
    const bytes = await (isNext ? ahead.bytes : this.fill(position, length));
    const next = position + bytes.length;
    this.ahead = next < this.size ? this.readAhead(next, length) : undefined;
    return bytes;
  }

  /** What is being read ends first. */
  close(): Promise<void> {
    return this.handle.close();
  }

  private readAhead(position: number, length: number): Reading {
    const bytes = this.fill(position, length);
    // Only whoever asks for the piece wants to know that it cannot be had.
    bytes.catch(() => undefined);
    return { position, length, bytes };
  }

  private async fill(position: number, length: number): Promise<Buffer> {
    const [unused, inUse] = this.buffers;
    const buffer = unused.length < length ? Buffer.allocUnsafeSlow(length) : unused;
    this.buffers = [inUse, buffer];
    const { bytesRead } = await this.handle.read(buffer, 0, length, position);
    if (bytesRead === 0 && position < this.size) {
      throw new InputError('filename', 'The file became shorter while it was being sent');
    }
    return buffer.subarray(0, bytesRead);
  }
}

/** Asked before the file is opened: opening a pipe waits for whoever writes to it. */
async function sizeOfFile(path: string): Promise<number> {
  const found = await stat(path).catch((thrown: unknown) => {
    throw unreadable(path, thrown);
  });
  if (!found.isFile()) throw new InputError('filename', `"${path}" is not a file`);
  return found.size;
}

function unreadable(path: string, thrown: unknown): InputError {
  const { code } = thrown as NodeJS.ErrnoException;
  return new InputError('filename', `The file "${path}" cannot be read (${code ?? 'unknown reason'})`);
}
