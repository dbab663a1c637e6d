/** AMQP 0-9-1 on the wire (specification, sections 2.3 and 4.2): as much as a broker for consumers needs. */

/** The platform's only virtual host (docs/platforms/quectel.md, "AMQP message subscription"). */
export const VIRTUAL_HOST = 'quec-open';
export const FRAME_MAX = 131_072;

const FRAME_END = 0xce;
export const FRAME = { method: 1, header: 2, body: 3, heartbeat: 8 } as const;
export const PROTOCOL_HEADER = Buffer.from([0x41, 0x4d, 0x51, 0x50, 0, 0, 9, 1]);

export interface Frame {
  type: number;
  channel: number;
  payload: Buffer;
}

/** What came does not follow the protocol. */
export class WireError extends Error {}

const FRAME_OVERHEAD = 8;
const LARGEST_FRAME = 1024 * 1024;

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** @throws WireError */
  push(bytes: Buffer): Frame[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const frames: Frame[] = [];
    while (this.#rest.length >= FRAME_OVERHEAD) {
      const size = this.#rest.readUInt32BE(3);
      if (size > LARGEST_FRAME) {
        throw new WireError('frame too large');
      }
      if (this.#rest.length < size + FRAME_OVERHEAD) {
        break;
      }
      if (this.#rest[size + 7] !== FRAME_END) {
        throw new WireError('frame without end');
      }
      const payload = this.#rest.subarray(7, size + 7);
      frames.push({ type: this.#rest.readUInt8(0), channel: this.#rest.readUInt16BE(1), payload });
      this.#rest = this.#rest.subarray(size + FRAME_OVERHEAD);
    }
    return frames;
  }

  /** Takes the eight bytes that a connection begins with; undefined while they are not all here. */
  takeProtocolHeader(bytes: Buffer): { isAmqp091: boolean } | undefined {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    if (this.#rest.length < PROTOCOL_HEADER.length) {
      return undefined;
    }
    const header = this.#rest.subarray(0, PROTOCOL_HEADER.length);
    this.#rest = this.#rest.subarray(PROTOCOL_HEADER.length);
    return { isAmqp091: header.equals(PROTOCOL_HEADER) };
  }
}

export function frame(type: number, channel: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(7);
  head.writeUInt8(type, 0);
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.from([FRAME_END])]);
}

/** Reads the arguments of a method, one after another. */
export class ArgumentReader {
  #at = 0;

  constructor(private readonly bytes: Buffer) {}

  octet(): number {
    return this.#take(1).readUInt8(0);
  }

  short(): number {
    return this.#take(2).readUInt16BE(0);
  }

  long(): number {
    return this.#take(4).readUInt32BE(0);
  }

  longLong(): number {
    return Number(this.#take(8).readBigUInt64BE(0));
  }

  shortText(): string {
    return this.#take(this.octet()).toString('utf8');
  }

  longBytes(): Buffer {
    return this.#take(this.long());
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.bytes.length) {
      throw new WireError('arguments cut off');
    }
    const taken = this.bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

export const write = {
  octet: (value: number): Buffer => Buffer.from([value]),
  short: (value: number): Buffer => {
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16BE(value);
    return bytes;
  },
  long: (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  },
  longLong: (value: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(value));
    return bytes;
  },
  shortText: (text: string): Buffer => {
    const bytes = Buffer.from(text).subarray(0, 255);
    return Buffer.concat([write.octet(bytes.length), bytes]);
  },
  longText: (text: string): Buffer => {
    const bytes = Buffer.from(text);
    return Buffer.concat([write.long(bytes.length), bytes]);
  },
};
