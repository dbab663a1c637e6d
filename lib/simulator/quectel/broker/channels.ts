import { Consumer } from './consumer';
import { is, METHOD, type Method } from './methods';
import type { MessageQueue } from './queue';
import { type ArgumentReader, FRAME_MAX, VIRTUAL_HOST, write } from './wire';

/** The connection that channels belong to. */
export interface BrokerLine {
  /** The queue, when the connection's account may consume it. */
  find(queueName: string): MessageQueue | undefined;
  send(channel: number, method: Method, args: Buffer[]): void;
  write(bytes: Buffer): void;
}

/** The channels of one connection, each with at most one consumer. */
export class BrokerChannels {
  readonly #consumers = new Map<number, Consumer>();
  /** Prefetch of the channels that are open. */
  readonly #prefetch = new Map<number, number>();

  constructor(private readonly line: BrokerLine) {}

  /** Carries out a method; what an account may not do closes the channel. */
  handle(channel: number, method: Method, args: ArgumentReader): void {
    const consumer = this.#consumers.get(channel);
    if (is(method, METHOD.channelOpen)) {
      this.#prefetch.set(channel, 0);
      this.#send(channel, METHOD.channelOpenOk, write.long(0));
    } else if (!this.#prefetch.has(channel)) {
      // A channel that was closed here: what is still on its way is not looked at.
      return;
    } else if (is(method, METHOD.qos)) {
      args.long();
      this.#prefetch.set(channel, args.short());
      this.#send(channel, METHOD.qosOk);
    } else if (is(method, METHOD.consume)) {
      this.#consume(channel, args);
    } else if (is(method, METHOD.ack)) {
      const tag = args.longLong();
      this.#settle(channel, consumer?.acknowledge(tag, (args.octet() & 1) === 1));
    } else if (is(method, METHOD.reject)) {
      const tag = args.longLong();
      this.#settle(channel, consumer?.refuse(tag, false, (args.octet() & 1) === 1));
    } else if (is(method, METHOD.nack)) {
      const tag = args.longLong();
      const bits = args.octet();
      this.#settle(channel, consumer?.refuse(tag, (bits & 1) === 1, (bits & 2) === 2));
    } else if (is(method, METHOD.cancel)) {
      this.#leave(channel);
      this.#send(channel, METHOD.cancelOk, write.shortText(args.shortText()));
    } else if (is(method, METHOD.channelClose)) {
      this.#leave(channel);
      this.#prefetch.delete(channel);
      this.#send(channel, METHOD.channelCloseOk);
    } else {
      this.#closeChannel(channel, 403, 'ACCESS_REFUSED - this account may only consume');
    }
  }

  #consume(channel: number, args: ArgumentReader): void {
    args.short();
    const queueName = args.shortText();
    const tag = args.shortText() || `ctag-${channel}`;
    const noAck = (args.octet() & 2) === 2;
    const queue = this.line.find(queueName);
    if (!queue) {
      this.#closeChannel(channel, 404, `NOT_FOUND - no queue '${queueName}' in vhost '${VIRTUAL_HOST}'`);
      return;
    }
    this.#send(channel, METHOD.consumeOk, write.shortText(tag));
    const send = (bytes: Buffer) => this.line.write(bytes);
    const prefetch = this.#prefetch.get(channel) ?? 0;
    const consumer = new Consumer({ queue, channel, tag, noAck, prefetch, frameMax: FRAME_MAX, send });
    this.#consumers.set(channel, consumer);
    queue.addReader(consumer);
  }

  #settle(channel: number, known: boolean | undefined): void {
    if (known !== true) {
      this.#closeChannel(channel, 406, 'PRECONDITION_FAILED - unknown delivery tag');
    }
  }

  #closeChannel(channel: number, code: number, text: string): void {
    this.#leave(channel);
    this.#prefetch.delete(channel);
    this.#send(channel, METHOD.channelClose, write.short(code), write.shortText(text), write.long(0));
  }

  /** Ends all consumers: what they have not acknowledged goes back. */
  leaveAll(): void {
    for (const channel of [...this.#consumers.keys()]) {
      this.#leave(channel);
    }
  }

  #leave(channel: number): void {
    this.#consumers.get(channel)?.leave();
    this.#consumers.delete(channel);
  }

  #send(channel: number, method: Method, ...args: Buffer[]): void {
    this.line.send(channel, method, args);
  }
}
