import type { MessageQueue, QueuedMessage, QueueReader } from './queue';
import { FRAME, frame, write } from './wire';

export interface ConsumerOptions {
  queue: MessageQueue;
  channel: number;
  tag: string;
  noAck: boolean;
  /** Deliveries that may be unacknowledged; 0: any number. */
  prefetch: number;
  frameMax: number;
  send(bytes: Buffer): void;
}

const FRAME_OVERHEAD = 8;

/** A consumer on one channel: what it was given and has not acknowledged goes back when it leaves. */
export class Consumer implements QueueReader {
  readonly #open = new Map<number, QueuedMessage>();
  #lastTag = 0;

  constructor(private readonly options: ConsumerOptions) {}

  get canTake(): boolean {
    const { prefetch } = this.options;
    return prefetch === 0 || this.#open.size < prefetch;
  }

  take(message: QueuedMessage): void {
    this.#lastTag += 1;
    if (!this.options.noAck) {
      this.#open.set(this.#lastTag, message);
    }
    const { tag, channel, frameMax, queue, send } = this.options;
    const deliver = Buffer.concat([
      write.short(60),
      write.short(60),
      write.shortText(tag),
      write.longLong(this.#lastTag),
      write.octet(message.redelivered ? 1 : 0),
      write.shortText(''),
      write.shortText(queue.name),
    ]);
    const header = Buffer.concat([
      write.short(60),
      write.short(0),
      write.longLong(message.content.length),
      write.short(0),
    ]);
    const frames = [frame(FRAME.method, channel, deliver), frame(FRAME.header, channel, header)];
    const pieceSize = frameMax - FRAME_OVERHEAD;
    for (let at = 0; at < message.content.length; at += pieceSize) {
      frames.push(frame(FRAME.body, channel, message.content.subarray(at, at + pieceSize)));
    }
    send(Buffer.concat(frames));
  }

  cancelled(): void {
    const cancel = Buffer.concat([
      write.short(60),
      write.short(30),
      write.shortText(this.options.tag),
      write.octet(1),
    ]);
    this.options.send(frame(FRAME.method, this.options.channel, cancel));
  }

  /** False for a tag that is not open. */
  acknowledge(tag: number, upTo: boolean): boolean {
    const known = this.#close(tag, upTo).length > 0;
    this.options.queue.deliver();
    return known;
  }

  /** False for a tag that is not open. */
  refuse(tag: number, upTo: boolean, requeue: boolean): boolean {
    const messages = this.#close(tag, upTo);
    if (requeue) {
      this.options.queue.putBack(messages);
    } else {
      this.options.queue.deliver();
    }
    return messages.length > 0;
  }

  leave(): void {
    this.options.queue.removeReader(this);
    this.options.queue.putBack([...this.#open.values()]);
    this.#open.clear();
  }

  #close(tag: number, upTo: boolean): QueuedMessage[] {
    const tags = upTo ? [...this.#open.keys()].filter((open) => tag === 0 || open <= tag) : [tag];
    return tags.flatMap((each) => {
      const message = this.#open.get(each);
      this.#open.delete(each);
      return message ? [message] : [];
    });
  }
}
