import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';

/** A longer line is hashed in parts, so that it cannot fill the memory; no real program has one. */
const LONGEST_LINE = 1024 * 1024;

/**
 * A hash of what a program says. Controllers change line ends, blanks at the end of lines, empty lines and leading
 * zeros of O numbers when they store a program, which is then the same program.
 */
export async function programDigest(content: Readable): Promise<string> {
  const hash = createHash('md5');
  let line = '';
  let isBeginning = true;
  const take = (text: string, isWhole: boolean): string => {
    const kept = text.trimEnd();
    if (kept !== '') hash.update(isBeginning ? withoutZeros(kept) : kept, 'latin1');
    if (isWhole && (kept !== '' || !isBeginning)) hash.update('\n');
    isBeginning = isWhole;
    // Blanks in the middle of a line are part of it.
    return isWhole ? '' : text.slice(kept.length);
  };
  for await (const piece of content as AsyncIterable<Buffer>) {
    const [first = '', ...others] = piece.toString('latin1').split(/[\r\n]/);
    line += first;
    for (const next of others) {
      take(line, true);
      line = next;
    }
    if (line.length > LONGEST_LINE) line = take(line, false);
  }
  take(line, true);
  return hash.digest('hex');
}

function withoutZeros(line: string): string {
  return line.replace(/^O0+(?=\d)/i, 'O');
}
