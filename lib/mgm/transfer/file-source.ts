import { open, stat } from 'node:fs/promises';
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

/** Reads from disk piece by piece, into one buffer, whatever the size of the file. */
export async function diskSource(path: string): Promise<FileSource> {
  const size = await sizeOfFile(path);
  const handle = await open(path, 'r').catch((thrown: unknown) => {
    throw unreadable(path, thrown);
  });
  let buffer = Buffer.alloc(0);
  return {
    size,
    read: async (position, length) => {
      if (buffer.length < length) buffer = Buffer.allocUnsafeSlow(length);
      const { bytesRead } = await handle.read(buffer, 0, length, position);
      if (bytesRead === 0 && position < size) {
        throw new InputError('filename', 'The file became shorter while it was being sent');
      }
      return buffer.subarray(0, bytesRead);
    },
    close: () => handle.close(),
  };
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
