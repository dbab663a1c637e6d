import type { ShopfloorError } from '../../errors';
import { journalFailure } from '../journal-failure';

/*
 * What a server may say to a client that reads and writes tables (PostgreSQL's manual, "Message Formats"). The library
 * that reads the messages believes each of them: one that is cut short would end the process or never let it go on.
 */

/** Kind and length come before each message; the length counts itself. */
const HEADER_BYTES = 5;
const LENGTH_BYTES = 4;
/** A machine's last message is the largest value that a journal has. */
const LARGEST_MESSAGE = 4 * 1024 * 1024;
/** Of all rows of one answer, as they are in memory, about. */
const LARGEST_ANSWER = 64 * 1024 * 1024;
const BYTES_OF_A_ROW = 128;
const BYTES_OF_A_FIELD = 48;
const BYTES_OF_A_COLUMN = 18;

const PASSWORD_IN_CLEAR = 3;
const AUTHENTICATION: ReadonlySet<number> = new Set([0, PASSWORD_IN_CLEAR, 5, 10, 11, 12]);
const LISTS_MECHANISMS = 10;
const ROW = 'D';
const READY = 'Z';

/** What stands in a message, read from its begin; what goes beyond its end throws. */
class Content {
  constructor(
    private readonly bytes: Buffer,
    private at = HEADER_BYTES,
  ) {}

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  skip(count: number): void {
    if (count < 0 || this.at + count > this.bytes.length) throw unreadable(this.bytes);
    this.at += count;
  }

  byte(): number {
    this.skip(1);
    return this.bytes.readUInt8(this.at - 1);
  }

  count(): number {
    this.skip(2);
    const count = this.bytes.readInt16BE(this.at - 2);
    if (count < 0) throw unreadable(this.bytes);
    return count;
  }

  number(): number {
    this.skip(4);
    return this.bytes.readInt32BE(this.at - 4);
  }

  /** Its length. */
  text(): number {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) throw unreadable(this.bytes);
    const length = end - this.at;
    this.at = end + 1;
    return length;
  }
}

const FIXED = (): void => undefined;
const FIELDS = (content: Content): void => {
  while (content.byte() !== 0) content.text();
};

/** By kind. What is not here, such as copies and replication, nobody asks for. */
const CHECKS: Readonly<Record<string, (content: Content) => void>> = {
  ...{ 1: FIXED, 2: FIXED, 3: FIXED, n: FIXED, s: FIXED, I: FIXED },
  E: FIELDS,
  N: FIELDS,
  [READY]: (content) => content.skip(1),
  C: (content) => void content.text(),
  K: (content) => content.skip(8),
  S: (content) => void (content.text() + content.text()),
  A: (content) => {
    content.number();
    content.text();
    content.text();
  },
  t: (content) => content.skip(content.count() * 4),
  T: (content) => {
    for (let left = content.count(); left > 0; left -= 1) {
      content.text();
      content.skip(BYTES_OF_A_COLUMN);
    }
  },
  [ROW]: (content) => {
    for (let left = content.count(); left > 0; left -= 1) {
      const length = content.number();
      if (length !== -1) content.skip(length);
    }
  },
  R: (content) => {
    const kind = content.number();
    if (!AUTHENTICATION.has(kind)) throw refusal(`The server asks for a login of the unknown kind ${kind}`);
    if (kind === LISTS_MECHANISMS) while (content.text() > 0);
  },
};

/** Lets through whole messages that can be read, and not more of them than an answer may hold. */
export class ReplyCheck {
  private pieces: Buffer[] = [];
  private received = 0;
  private needed = HEADER_BYTES;
  private answered = 0;

  /** @param isSecret whether nobody can listen: a password is told in clear text only then */
  constructor(private readonly isSecret: boolean) {}

  /** The messages that are whole now. Throws `ShopfloorError` for one that is not let through. */
  *push(bytes: Buffer): Generator<Buffer> {
    this.pieces.push(bytes);
    this.received += bytes.length;
    while (this.received >= this.needed) {
      const all = this.pieces.length === 1 ? (this.pieces[0] ?? bytes) : Buffer.concat(this.pieces);
      const length = HEADER_BYTES - LENGTH_BYTES + all.readUInt32BE(HEADER_BYTES - LENGTH_BYTES);
      if (length < HEADER_BYTES) throw unreadable(all);
      if (length > LARGEST_MESSAGE) throw tooLarge(LARGEST_MESSAGE);
      const isWhole = all.length >= length;
      if (isWhole) yield this.checked(all.subarray(0, length));
      const rest = isWhole ? all.subarray(length) : all;
      this.pieces = [rest];
      this.received = rest.length;
      this.needed = isWhole ? HEADER_BYTES : length;
    }
  }

  private checked(message: Buffer): Buffer {
    const kind = String.fromCharCode(message.readUInt8(0));
    const check = Object.hasOwn(CHECKS, kind) ? CHECKS[kind] : undefined;
    if (!check) throw unreadable(message);
    check(new Content(message));
    if (kind === 'R' && message.readInt32BE(HEADER_BYTES) === PASSWORD_IN_CLEAR && !this.isSecret)
      throw refusal('The server asks for the password in clear text, which is told by TLS alone');
    if (kind === READY) this.answered = 0;
    if (kind === ROW) {
      this.answered += BYTES_OF_A_ROW + message.readInt16BE(HEADER_BYTES) * BYTES_OF_A_FIELD + message.length;
      if (this.answered > LARGEST_ANSWER) throw tooLarge(LARGEST_ANSWER);
    }
    return message;
  }
}

function unreadable(message: Buffer): ShopfloorError {
  const kind = JSON.stringify(String.fromCharCode(message[0] ?? 0));
  return refusal(`The server sends a message ${kind} that cannot be read`);
}

function tooLarge(most: number): ShopfloorError {
  return refusal(`The server answers with more than ${most / 1024 / 1024} MB`);
}

function refusal(message: string): ShopfloorError {
  return journalFailure('failed', message);
}
