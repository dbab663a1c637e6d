/** Bytes of one reply at most: the largest that is asked for, the slots of a Cluster among them, has a tenth of it. */
const LARGEST_REPLY = 4 * 1024 * 1024;
const LINE_END = 0x0a;
/** Of a line only its beginning says what follows: a kind, and a number. */
const LINE_START = 24;

/**
 * Counts the bytes of each reply of a Redis server (RESP 2), whose client would keep whatever comes: a text that never
 * ends, or a list that does not. Throws for the first reply that is too large.
 */
export class ReplyMeter {
  /** Of the reply that is under way. */
  private bytes = 0;
  /** Values that it still consists of. */
  private values = 1;
  /** Bytes of a text that are still to come. */
  private textBytes = 0;
  private line = '';

  take(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      at += this.textBytes > 0 ? this.takeText(chunk.length - at) : this.takeLine(chunk, at);
      if (this.bytes > LARGEST_REPLY) throw tooLarge();
    }
  }

  private takeText(available: number): number {
    const taken = Math.min(this.textBytes, available);
    this.bytes += taken;
    this.textBytes -= taken;
    if (this.textBytes === 0) this.valueEnded();
    return taken;
  }

  private takeLine(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(LINE_END, at);
    const taken = (end < 0 ? chunk.length : end + 1) - at;
    this.bytes += taken;
    this.line += chunk.toString('latin1', at, at + Math.min(taken, LINE_START - this.line.length));
    if (end >= 0) {
      const { line } = this;
      this.line = '';
      this.lineEnded(line[0], Number.parseInt(line.slice(1), 10));
    }
    return taken;
  }

  private lineEnded(kind: string | undefined, count: number): void {
    const announces = (kind === '$' && count >= 0) || (kind === '*' && count > 0);
    if (announces && count > LARGEST_REPLY) throw tooLarge();
    if (announces && kind === '$') {
      // The text, and the end of its line.
      this.textBytes = count + 2;
      return;
    }
    if (announces) this.values += count;
    this.valueEnded();
  }

  private valueEnded(): void {
    this.values -= 1;
    if (this.values > 0) return;
    this.values = 1;
    this.bytes = 0;
  }
}

function tooLarge(): Error {
  return new Error(`Protocol error: a reply of the server is larger than ${LARGEST_REPLY / 1024 / 1024} MB`);
}
