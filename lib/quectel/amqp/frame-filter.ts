import { PlatformError } from '../../errors';
import { notABroker, type Refusal } from './amqp-errors';

/** Frames as AMQP 0-9-1 has them (specification, section 2.3.5): type, channel, size, payload, end. */
const FRAME = { method: 1, header: 2, body: 3, heartbeat: 8 } as const;
const FRAME_END = 0xce;
const HEAD_BYTES = 7;
const FRAME_OVERHEAD = HEAD_BYTES + 1;
/** The largest frame that is proposed to the broker, which can only lower it. */
export const LARGEST_FRAME = 131_072;
/** No broker has larger messages, so a peer that announces one is refused. */
const LARGEST_ANNOUNCEMENT = 2 ** 29;

const METHOD = {
  connectionClose: 0x000a_0032,
  channelClose: 0x0014_0028,
  basicReturn: 0x003c_0032,
  basicDeliver: 0x003c_003c,
  basicGetOk: 0x003c_0047,
  basicAck: 0x003c_0050,
  basicNack: 0x003c_0078,
} as const;
/** Methods that a broker never sends to a client that only consumes; the library would keep some of them for ever. */
const FOREIGN_METHODS: ReadonlySet<number> = new Set([
  METHOD.basicReturn,
  METHOD.basicGetOk,
  METHOD.basicAck,
  METHOD.basicNack,
]);
const BASIC_CLASS = 60;
const THE_CHANNEL = 1;

/** A message that is larger than what is taken. */
export interface LeftOutMessage {
  deliveryTag: number;
  bytes: number;
}

export interface FrameFilterOptions {
  /** Names the broker in errors. */
  host: string;
  /** In bytes; what is larger is left out. */
  largestMessage: number;
  onLeftOut(message: LeftOutMessage): void;
}

interface Frame {
  type: number;
  channel: number;
  payload: Buffer;
  /** With head and end. */
  whole: Buffer;
}

/** A message that is on its way. */
interface Incoming {
  deliveryTag: number;
  /** The frames that announce it. */
  announced: Buffer[];
  size?: number;
  received: number;
  /** Its content so far; undefined while it is left out. */
  content?: Buffer;
}

/**
 * A filter between a broker and the library, which would keep whatever arrives. It hands on frames of
 * the size that was agreed and messages that are whole and not too large, each with its content in one frame. It
 * remembers why the broker refused something, which the library forgets in part.
 */
export class FrameFilter {
  /** Why the broker has ended the connection or its channel, once it has. */
  refusal: Refusal | undefined;
  /** The peer has begun to speak AMQP. */
  hasBegun = false;
  private rest: Buffer = Buffer.alloc(0);
  private incoming: Incoming | undefined;

  constructor(private readonly options: FrameFilterOptions) {}

  /** What may be handed on of what came. Throws `PlatformError` for what no broker of the platform would send. */
  push(bytes: Buffer): Buffer[] {
    this.rest = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    const passed: Buffer[] = [];
    for (let frame = this.next(); frame; frame = this.next()) passed.push(...this.take(frame));
    return passed;
  }

  private next(): Frame | undefined {
    const { rest } = this;
    if (rest.length < HEAD_BYTES) return undefined;
    if (!this.hasBegun && rest[0] !== FRAME.method) throw notABroker(this.options.host, rest);
    this.hasBegun = true;
    const size = rest.readUInt32BE(3);
    if (size + FRAME_OVERHEAD > LARGEST_FRAME) {
      throw this.breach(`a frame of ${size + FRAME_OVERHEAD} bytes, though ${LARGEST_FRAME} were agreed`);
    }
    if (rest.length < size + FRAME_OVERHEAD) return undefined;
    const whole = rest.subarray(0, size + FRAME_OVERHEAD);
    if (whole[size + HEAD_BYTES] !== FRAME_END) throw this.breach('a frame without its end');
    this.rest = rest.subarray(size + FRAME_OVERHEAD);
    const payload = whole.subarray(HEAD_BYTES, size + HEAD_BYTES);
    return { type: whole.readUInt8(0), channel: whole.readUInt16BE(1), payload, whole };
  }

  private take(frame: Frame): Buffer[] {
    if (frame.channel > THE_CHANNEL) throw this.breach('a frame on a channel that was never opened');
    switch (frame.type) {
      case FRAME.method:
        return this.takeMethod(frame);
      case FRAME.header:
        return this.takeHeader(frame);
      case FRAME.body:
        return this.takeBody(frame);
      default:
        return [frame.whole];
    }
  }

  private takeMethod({ channel, payload, whole }: Frame): Buffer[] {
    const id = payload.length < 4 ? 0 : payload.readUInt32BE(0);
    if (FOREIGN_METHODS.has(id)) throw this.breach('an answer without a request');
    if (id === METHOD.basicDeliver) {
      if (this.incoming) throw this.breach('a message within another');
      const deliveryTag = this.deliveryTag(payload);
      this.incoming = { deliveryTag, announced: [whole], received: 0 };
      return [];
    }
    if (id === (channel === 0 ? METHOD.connectionClose : METHOD.channelClose)) {
      this.refusal ??= refusalOf(payload, channel === THE_CHANNEL);
    }
    return [whole];
  }

  private takeHeader({ payload, whole }: Frame): Buffer[] {
    const { incoming } = this;
    if (!incoming || incoming.size !== undefined) throw this.breach('a header of no message');
    if (payload.length < 14 || payload.readUInt16BE(0) !== BASIC_CLASS) throw this.breach('a broken header');
    const size = payload.readBigUInt64BE(4);
    if (size > LARGEST_ANNOUNCEMENT) throw this.breach(`a message of ${size} bytes`);
    incoming.size = Number(size);
    incoming.announced.push(whole);
    if (incoming.size <= this.options.largestMessage) incoming.content = Buffer.alloc(0);
    return incoming.size === 0 ? this.finish(incoming) : [];
  }

  private takeBody({ payload }: Frame): Buffer[] {
    const { incoming } = this;
    if (incoming?.size === undefined) throw this.breach('content of no message');
    if (payload.length === 0) throw this.breach('content without any bytes');
    if (incoming.received + payload.length > incoming.size) throw this.breach('more content than announced');
    if (incoming.content) {
      // Not kept as pieces: those of one byte each would take a hundred times their size.
      if (incoming.received === 0) incoming.content = Buffer.alloc(incoming.size);
      payload.copy(incoming.content, incoming.received);
    }
    incoming.received += payload.length;
    return incoming.received === incoming.size ? this.finish(incoming) : [];
  }

  private finish({ announced, content, deliveryTag, size = 0 }: Incoming): Buffer[] {
    this.incoming = undefined;
    if (!content) {
      this.options.onLeftOut({ deliveryTag, bytes: size });
      return [];
    }
    return size === 0 ? announced : [...announced, bodyFrame(content)];
  }

  private deliveryTag(payload: Buffer): number {
    // Class and method, then the consumer's tag: a byte with its length, and the tag.
    const at = 5 + (payload[4] ?? 0);
    if (payload.length < at + 8) throw this.breach('a broken delivery');
    return Number(payload.readBigUInt64BE(at));
  }

  private breach(what: string): PlatformError {
    return protocolBreach(this.options.host, what);
  }
}

/** What no broker does that keeps to the protocol and to what was agreed with it; `what` says what came. */
export function protocolBreach(host: string, what: string): PlatformError {
  return new PlatformError(`The message broker ${host} sent ${what}; the connection was ended`, {
    // A network that damages bytes looks the same, so the failure may pass.
    code: 'quectel:amqp-protocol',
    kind: 'platform',
    retryable: true,
  });
}

function bodyFrame(content: Buffer): Buffer {
  const whole = Buffer.alloc(content.length + FRAME_OVERHEAD);
  whole.writeUInt8(FRAME.body, 0);
  whole.writeUInt16BE(THE_CHANNEL, 1);
  whole.writeUInt32BE(content.length, 3);
  content.copy(whole, HEAD_BYTES);
  whole.writeUInt8(FRAME_END, content.length + HEAD_BYTES);
  return whole;
}

/** Code and text stand behind class and method; a close that is cut off has none. */
function refusalOf(payload: Buffer, isOfChannel: boolean): Refusal {
  const code = payload.length < 7 ? 0 : payload.readUInt16BE(4);
  const text = payload.subarray(7, 7 + (payload[6] ?? 0)).toString('utf8');
  return { code, text, isOfChannel };
}
