/** A message that waits in a queue. */
export interface QueuedMessage {
  content: Buffer;
  /** Milliseconds since 1970. */
  time: number;
  redelivered: boolean;
}

/** Who takes messages from a queue; `take` is false while it has as many as it may hold unacknowledged. */
export interface QueueReader {
  readonly canTake: boolean;
  take(message: QueuedMessage): void;
  /** The queue is gone. */
  cancelled(): void;
}

/** A queue keeps a message for six hours (docs/platforms/quectel.md, "AMQP message subscription"). */
const KEPT_MS = 6 * 3600 * 1000;

/** One queue of the broker; several readers take turns. */
export class MessageQueue {
  #messages: QueuedMessage[] = [];
  #bytes = 0;
  readonly #readers: QueueReader[] = [];

  constructor(
    readonly name: string,
    private readonly now: () => number,
    /** The oldest messages go when there are more bytes than this. */
    private readonly keptBytes: () => number,
  ) {}

  get length(): number {
    this.#forgetOld();
    return this.#messages.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get readers(): number {
    return this.#readers.length;
  }

  push(content: Buffer): void {
    this.#add([{ content, time: this.now(), redelivered: false }], 'end');
  }

  /** Back at the front, in their order. */
  putBack(messages: QueuedMessage[]): void {
    this.#add(
      messages.map((message) => ({ ...message, redelivered: true })),
      'front',
    );
  }

  /** @returns how many messages there were */
  clear(): number {
    const count = this.#messages.length;
    this.#messages = [];
    this.#bytes = 0;
    return count;
  }

  addReader(reader: QueueReader): void {
    this.#readers.push(reader);
    this.deliver();
  }

  removeReader(reader: QueueReader): void {
    const at = this.#readers.indexOf(reader);
    if (at >= 0) {
      this.#readers.splice(at, 1);
    }
  }

  /** Ends it: readers are told. */
  end(): void {
    this.clear();
    for (const reader of this.#readers.splice(0)) {
      reader.cancelled();
    }
  }

  /** Gives out what readers can take. */
  deliver(): void {
    this.#forgetOld();
    for (let reader = this.#nextReader(); reader && this.#messages.length > 0; reader = this.#nextReader()) {
      const message = this.#messages.shift();
      if (message) {
        this.#bytes -= message.content.length;
        reader.take(message);
      }
    }
  }

  #nextReader(): QueueReader | undefined {
    const at = this.#readers.findIndex((reader) => reader.canTake);
    const [reader] = at < 0 ? [] : this.#readers.splice(at, 1);
    if (reader) {
      this.#readers.push(reader);
    }
    return reader;
  }

  #add(messages: QueuedMessage[], where: 'front' | 'end'): void {
    this.#messages = where === 'end' ? this.#messages.concat(messages) : messages.concat(this.#messages);
    this.#bytes += messages.reduce((sum, { content }) => sum + content.length, 0);
    this.deliver();
  }

  #forgetOld(): void {
    const oldest = this.now() - KEPT_MS;
    for (let first = this.#messages[0]; first; first = this.#messages[0]) {
      if (first.time >= oldest && this.#bytes <= this.keptBytes()) {
        return;
      }
      this.#messages.shift();
      this.#bytes -= first.content.length;
    }
  }
}
