import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';

/** Of the beginning of a line so much is looked at for the zeros of an O number; more of them are not left out. */
const LONGEST_BEGINNING = 1024;
/** More blanks in a row are part of the line even at its end, so that they need not be kept. */
const LONGEST_BLANKS = 1024 * 1024;
const LINE_ENDS = /[\r\n]+/;
/** So much is hashed at once: hashing each of millions of short lines takes much longer. */
const HASHED_AT_ONCE = 64 * 1024;

/**
 * A hash of what a program says. Controllers change line ends, blanks at the end of lines, empty lines and leading
 * zeros of O numbers when they store a program, which is then the same program. Takes time and memory in proportion to
 * what comes at once, whatever that is.
 */
export async function programDigest(content: Readable): Promise<string> {
  const lines = new LineHash();
  for await (const piece of content as AsyncIterable<Buffer>) {
    const [first = '', ...others] = piece.toString('latin1').split(LINE_ENDS);
    lines.add(first);
    for (const next of others) {
      lines.end();
      lines.add(next);
    }
  }
  lines.end();
  return lines.digest();
}

/** Hashes lines that come in pieces. */
class LineHash {
  private readonly hash = createHash('md5');
  /** The line's beginning, until it is long enough. */
  private beginning: string | undefined = '';
  /** Blanks that are part of the line if more of it comes, and how many there were in a row. */
  private blanks: string[] = [];
  private blanksInRow = 0;
  private unhashed = '';

  add(text: string): void {
    const kept = text.trimEnd();
    if (kept !== '') {
      this.takeBlanks();
      this.blanksInRow = 0;
      this.take(kept);
    }
    if (kept.length === text.length) return;
    this.blanks.push(text.slice(kept.length));
    this.blanksInRow += text.length - kept.length;
    if (this.blanksInRow > LONGEST_BLANKS) this.takeBlanks();
  }

  end(): void {
    if (this.beginning !== '') {
      if (this.beginning !== undefined) this.write(withoutZeros(this.beginning));
      this.write('\n');
    }
    this.beginning = '';
    this.blanks = [];
    this.blanksInRow = 0;
  }

  digest(): string {
    return this.hash.update(this.unhashed, 'latin1').digest('hex');
  }

  private write(text: string): void {
    this.unhashed += text;
    if (this.unhashed.length < HASHED_AT_ONCE) return;
    this.hash.update(this.unhashed, 'latin1');
    this.unhashed = '';
  }

  private takeBlanks(): void {
    for (const blanks of this.blanks) this.take(blanks);
    this.blanks = [];
  }

  private take(text: string): void {
    if (this.beginning === undefined) {
      this.write(text);
      return;
    }
    const missing = LONGEST_BEGINNING - this.beginning.length;
    this.beginning += text.slice(0, missing);
    if (this.beginning.length < LONGEST_BEGINNING) return;
    this.write(withoutZeros(this.beginning));
    this.beginning = undefined;
    this.write(text.slice(missing));
  }
}

function withoutZeros(line: string): string {
  return line.replace(/^O0+(?=\d)/i, 'O');
}
