import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { StoredFile } from './file-store';

/** So many bytes of the beginning are looked at for a program's name. */
const headLength = 4096;

/** What has been read of a body: the file, and how it begins. */
export interface IncomingFile {
  file: StoredFile;
  head: string;
}

/** Takes a body of any length; what exceeds `keptBytes` is hashed and counted, not kept. */
export async function takeFile(body: Readable, keptBytes: number): Promise<IncomingFile> {
  const hash = createHash('md5');
  const kept: Buffer[] = [];
  let size = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    hash.update(piece);
    if (size < keptBytes) {
      kept.push(piece);
    }
    size += piece.length;
    if (size > keptBytes) {
      kept.splice(1);
    }
  }
  const file = { size, md5: hash.digest('hex') };
  const head = Buffer.concat(kept.slice(0, 1)).subarray(0, headLength).toString('latin1');
  return { head, file: size > keptBytes ? file : { ...file, content: Buffer.concat(kept) } };
}

/**
 * The name by which Fanuc stores a program: what follows the first line end, a number `O3(ROUGH)` or a name
 * `<SAMPLE>` (docs/platforms/bivrost.md, "Files": 2.6.5). Undefined when the text has none.
 */
export function nameInText(head: string): string | undefined {
  const line = head.replaceAll('\r', '').split('\n')[1] ?? '';
  const [, named] = /^<([^>]+)>/.exec(line) ?? [];
  const [, number] = /^O0*(\d+)/.exec(line) ?? [];
  return named ?? (number === undefined ? undefined : `O${number}`);
}
