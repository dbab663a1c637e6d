import { type FileHandle, open } from 'node:fs/promises';
import { InputError } from '../../errors';

/** The content of a file to send, readable from any position. */
export interface FileSource {
  readonly size: number;
  /** Up to `length` bytes from `position`; the buffer is only valid until the next read. */
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
  const handle = await openForReading(path);
  const { size } = await handle.stat();
  let buffer = Buffer.alloc(0);
  return {
    size,
    read: async (position, length) => {
      if (buffer.length < length) buffer = Buffer.allocUnsafeSlow(length);
      const { bytesRead } = await handle.read(buffer, 0, length, position);
      return buffer.subarray(0, bytesRead);
    },
    close: () => handle.close(),
  };
}

async function openForReading(path: string): Promise<FileHandle> {
  try {
    const handle = await open(path, 'r');
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw new InputError('filename', `The file "${path}" cannot be read (${code ?? 'unknown reason'})`);
  }
  throw new InputError('filename', `"${path}" is not a file`);
}
