import { PlatformError } from '../errors';

/** Of the header of a part, in bytes. */
const LONGEST_HEADER = 4_096;
/** What stays allocated between two parts, in bytes. */
const MOST_IDLE_ROOM = 256 * 1024;
const HEADER_END = /\r?\n\r?\n/;
/** What a document ends with; agents that give no length send the boundary behind it only with the next part. */
const DOCUMENT_END = /<\/(?:[\w.-]{1,100}:)?MTConnect[A-Z][a-z]{1,20} ?>$/;
const END_WITHIN = 160;

/** The boundary between the parts of an answer, or undefined where it has no parts (RFC 2046, section 5.1). */
export function boundaryOf(contentType: string | undefined): string | undefined {
  if (!/^\s*multipart\//i.test(contentType ?? '')) return undefined;
  const [, quoted, plain] =
    /;\s*boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType ?? '') ?? [];
  return quoted ?? plain;
}

/**
 * The parts of a multipart stream. A part is as long as its header says, else it ends before the next boundary or with
 * the end of its document, whichever comes first.
 */
export class MultipartReader {
  /** Not kept as pieces: small ones would take many times their size. */
  private room: Buffer = Buffer.alloc(0);
  private size = 0;
  /** The part that arrives: how long it is, where its header says so. */
  private part: { length: number | undefined } | undefined;
  /** So much was searched for a boundary in vain. */
  private searched = 0;
  private readonly boundary: Buffer;

  constructor(
    boundary: string,
    private readonly longestPart: number,
  ) {
    // Some write the two hyphens into the parameter as well.
    this.boundary = Buffer.from(`--${boundary.replace(/^--/, '')}`);
  }

  /** What came; returns the parts that are whole by now. Throws `PlatformError` where a part is too long. */
  take(piece: Buffer): Buffer[] {
    this.append(piece);
    const parts: Buffer[] = [];
    for (let part = this.next(); part; part = this.next()) if (part.length > 0) parts.push(part);
    return parts;
  }

  private append(piece: Buffer): void {
    const needed = this.size + piece.length;
    if (needed > this.room.length) {
      const room = Buffer.allocUnsafeSlow(2 * needed);
      this.room.copy(room, 0, 0, this.size);
      this.room = room;
    }
    piece.copy(this.room, this.size);
    this.size = needed;
  }

  private get buffer(): Buffer {
    return this.room.subarray(0, this.size);
  }

  private drop(bytes: number): void {
    this.room.copyWithin(0, bytes, this.size);
    this.size -= bytes;
    this.searched = 0;
    // What a large part has taken is given back.
    if (this.size < LONGEST_HEADER && this.room.length > MOST_IDLE_ROOM) this.room = Buffer.from(this.buffer);
  }

  private next(): Buffer | undefined {
    if (!this.part && !this.readHeader()) return undefined;
    const { buffer } = this;
    const length = this.part?.length;
    if (length === undefined) return this.nextByBoundary(buffer);
    return buffer.length < length ? undefined : this.cut(length);
  }

  private cut(length: number): Buffer {
    const part = Buffer.from(this.buffer.subarray(0, length));
    this.drop(length);
    this.part = undefined;
    return part;
  }

  private nextByBoundary(buffer: Buffer): Buffer | undefined {
    const at = buffer.indexOf(this.boundary, Math.max(0, this.searched - this.boundary.length));
    if (at >= 0) return this.cut(at);
    if (buffer.length > this.longestPart) throw this.tooLong();
    this.searched = buffer.length;
    const tail = buffer.toString('latin1', Math.max(0, buffer.length - END_WITHIN));
    return DOCUMENT_END.test(tail.trimEnd()) ? this.cut(buffer.length) : undefined;
  }

  /** True when the header of the next part is read. */
  private readHeader(): boolean {
    const { buffer, boundary } = this;
    const at = buffer.indexOf(boundary);
    if (at < 0) {
      // Blank lines between parts; a beginning of the boundary may be at the end.
      if (buffer.length > LONGEST_HEADER) throw damaged('what stands between its parts has no end');
      return false;
    }
    const begin = at + boundary.length;
    const text = buffer.toString('latin1', begin, begin + LONGEST_HEADER);
    const end = HEADER_END.exec(text);
    if (!end) {
      if (text.length >= LONGEST_HEADER) throw damaged('the header of a part has no end');
      return false;
    }
    const length = lengthIn(text.slice(0, end.index));
    if (length !== undefined && length > this.longestPart) throw this.tooLong();
    this.part = { length };
    this.drop(begin + end.index + end[0].length);
    return true;
  }

  private tooLong(): PlatformError {
    const megabytes = Math.round(this.longestPart / 1024 / 1024);
    return new PlatformError(
      `A document of the agent's stream is larger than ${megabytes} MB ("shopfloorLargestAnswer" in Node-RED's settings file)`,
      { code: 'network:answer-too-large', kind: 'platform', retryable: false },
    );
  }
}

/** What the header of a part says of its length; undefined where it says nothing that is one. */
function lengthIn(header: string): number | undefined {
  const [, value = ''] =
    header
      .split('\n')
      .map((line) => line.split(':'))
      .find(([name = '']) => name.trim().toLowerCase() === 'content-length') ?? [];
  return /^\d{1,15}$/.test(value.trim()) ? Number(value) : undefined;
}

function damaged(why: string): PlatformError {
  return new PlatformError(`The agent's stream cannot be read: ${why}`, {
    code: 'mtconnect:not-multipart',
    kind: 'platform',
    retryable: true,
  });
}
