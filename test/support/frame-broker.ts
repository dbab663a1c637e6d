import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server } from 'node:net';

/**
 * A message broker that says whatever a test wants: the frames of AMQP 0-9-1 (specification, section 2.3.5), written
 * and cut by this file alone. Where the test says nothing, it answers as a broker does that lets everybody consume.
 */

export const FRAME = { method: 1, header: 2, body: 3, heartbeat: 8 } as const;

export const octet = (value: number): Buffer => Buffer.from([value]);
export const short = (value: number): Buffer => number(value, 2);
export const long = (value: number): Buffer => number(value, 4);
export const longLong = (value: number | bigint): Buffer => number(BigInt(value), 8);
export const shortText = (text: string): Buffer =>
  Buffer.concat([octet(Buffer.byteLength(text)), Buffer.from(text)]);
export const longText = (text: string): Buffer =>
  Buffer.concat([long(Buffer.byteLength(text)), Buffer.from(text)]);

function number(value: number | bigint, bytes: number): Buffer {
  return Buffer.from(value.toString(16).padStart(bytes * 2, '0'), 'hex');
}

export function frame(type: number, channel: number, payload: Buffer, end = 0xce): Buffer {
  return Buffer.concat([octet(type), short(channel), long(payload.length), payload, octet(end)]);
}

/** `id` as the specification numbers methods: `60.60` is basic.deliver. */
export function method(channel: number, id: string, ...args: Buffer[]): Buffer {
  const [classId = 0, methodId = 0] = id.split('.').map(Number);
  return frame(FRAME.method, channel, Buffer.concat([short(classId), short(methodId), ...args]));
}

export const CONSUMER_TAG = 'reader';

export function delivery(tag: number, consumerTag = CONSUMER_TAG): Buffer {
  return method(
    1,
    '60.60',
    shortText(consumerTag),
    longLong(tag),
    octet(0),
    shortText(''),
    shortText('a.1.q'),
  );
}

/** The header of a message with so many bytes and no properties. */
export function header(size: number | bigint, classId = 60): Buffer {
  return frame(FRAME.header, 1, Buffer.concat([short(classId), short(0), longLong(size), short(0)]));
}

export function body(content: Buffer | string): Buffer {
  return frame(FRAME.body, 1, Buffer.from(content));
}

/** A whole message, its content in one frame. */
export function message(tag: number, content: Buffer | string): Buffer {
  const size = Buffer.byteLength(content);
  return Buffer.concat([delivery(tag), header(size), ...(size === 0 ? [] : [body(content)])]);
}

/** `id`: `10.50` ends the connection, `20.40` a channel. */
export function close(channel: number, code: number, text: string): Buffer {
  return method(channel, channel === 0 ? '10.50' : '20.40', short(code), shortText(text), long(0));
}

/** One connection of a client, and what the client said on it. */
export interface Line {
  socket: Socket;
  /** The ids of the client's methods, `AMQP` for its greeting first. */
  seen: string[];
  say(...bytes: Buffer[]): void;
  /** Says the same again and again, as fast as the client takes it. */
  flood(bytes: Buffer): void;
}

/** What to do in place of the usual answer to a method of the client; `AMQP` is its greeting. */
export type Script = Partial<Record<string, (line: Line) => void>>;

const USUAL: Record<string, (line: Line) => void> = {
  AMQP: (line) =>
    line.say(method(0, '10.10', octet(0), octet(9), long(0), longText('PLAIN'), longText('en_US'))),
  '10.11': (line) => line.say(method(0, '10.30', short(2047), long(131_072), short(60))),
  '10.40': (line) => line.say(method(0, '10.41', shortText(''))),
  '10.50': (line) => line.say(method(0, '10.51')),
  '20.10': (line) => line.say(method(1, '20.11', long(0))),
  '20.40': (line) => line.say(method(1, '20.41')),
  '60.10': (line) => line.say(method(1, '60.11')),
  '60.20': (line) => line.say(method(1, '60.21', shortText(CONSUMER_TAG))),
};

export class FrameBroker {
  readonly lines: Line[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(script: Script) {
    this.#server = createServer((socket) => this.#accept(socket, { ...USUAL, ...script }));
  }

  static async start(script: Script): Promise<FrameBroker> {
    const broker = new FrameBroker(script);
    await new Promise<void>((resolve) => broker.#server.listen(0, '127.0.0.1', resolve));
    return broker;
  }

  get url(): string {
    return `amqp://127.0.0.1:${(this.#server.address() as AddressInfo).port}/quec-open`;
  }

  get openConnections(): number {
    return this.#sockets.size;
  }

  /** The ids of all methods that clients sent, in order. */
  get seen(): string[] {
    return this.lines.flatMap(({ seen }) => seen);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: Socket, script: Script): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
    const line: Line = {
      socket,
      seen: [],
      say: (...bytes) => {
        if (socket.writable) socket.write(Buffer.concat(bytes));
      },
      flood: (bytes) => {
        // In blocks that keep the client busy rather than this process.
        const block = Buffer.concat(Array.from({ length: Math.ceil(65_536 / bytes.length) }, () => bytes));
        const pour = (): void => {
          while (socket.writable && socket.write(block));
        };
        socket.on('drain', pour);
        pour();
      },
    };
    this.lines.push(line);
    let rest = Buffer.alloc(0);
    const hear = (id: string): void => {
      line.seen.push(id);
      script[id]?.(line);
    };
    socket.on('data', (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes]);
      if (line.seen.length === 0 && rest.length >= 8) {
        rest = rest.subarray(8);
        hear('AMQP');
      }
      while (line.seen.length > 0 && rest.length >= 7 && rest.length >= rest.readUInt32BE(3) + 8) {
        const size = rest.readUInt32BE(3);
        const [type, payload] = [rest[0], rest.subarray(7, 7 + size)];
        rest = rest.subarray(size + 8);
        if (type === FRAME.method) hear(`${payload.readUInt16BE(0)}.${payload.readUInt16BE(2)}`);
      }
    });
  }
}
