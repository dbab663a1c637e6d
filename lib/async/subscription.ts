import { type AbortedError, abortedBy } from '../errors';

export interface CloseOptions {
  /** Nobody is to come back: what would linger for a new follower ends too. */
  atOnce?: boolean;
}

/** Events came faster than they were taken: so many of the oldest were left out. */
export interface EventsDropped {
  type: 'dropped';
  count: number;
}

/** How a subscription is begun. */
export interface SubscriptionOptions {
  /** Closes the subscription when it fires; a loop over its events then ends with `AbortedError`. */
  signal?: AbortSignal | undefined;
  /** Events that wait for who iterates; default 1,000. */
  mostWaiting?: number | undefined;
}

/** How a client follows something live: with handlers that are told everything, or as events that are iterated. */
export interface Follow<Options extends SubscriptionOptions, Handlers extends object, Event> {
  (options: Options): Subscription<Event>;
  (options: Options, handlers: Handlers): Subscription;
}

const MOST_WAITING = 1_000;

/**
 * Something live that is followed until it is closed: by `close`, at the end of `await using`, by the signal that it was
 * begun with, or with its client. Where no handlers were given its events are iterated, by one loop:
 * `for await (const event of subscription)`. They wait in a bounded queue, and leaving the loop closes the subscription.
 */
export class Subscription<Event = never> implements AsyncIterable<Event | EventsDropped>, AsyncDisposable {
  private readonly waiting: Event[] = [];
  private readonly stop: (how: CloseOptions) => void;
  private readonly signal: AbortSignal | undefined;
  private readonly mostWaiting: number;
  private dropped = 0;
  private isClosed = false;
  private failure: AbortedError | undefined;
  private wake: () => void = () => undefined;
  private readonly onAbort = (): void => {
    if (this.signal) this.failure = abortedBy(this.signal, 'Following was given up');
    this.close({ atOnce: true });
  };

  /** `begin` follows, tells events by `push`, and returns what ends it. */
  constructor(
    begin: (push: (event: Event) => void) => (how: CloseOptions) => void,
    { signal, mostWaiting = MOST_WAITING }: SubscriptionOptions = {},
  ) {
    if (signal?.aborted) throw abortedBy(signal, 'Following was given up');
    this.signal = signal;
    this.mostWaiting = mostWaiting;
    this.stop = begin((event) => this.push(event));
    signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  close(how: CloseOptions = {}): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.waiting.length = 0;
    this.signal?.removeEventListener('abort', this.onAbort);
    this.stop(how);
    this.wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Event | EventsDropped> {
    try {
      while (!this.isClosed) {
        const { dropped: count } = this;
        this.dropped = 0;
        if (count > 0) yield { type: 'dropped', count };
        else if (this.waiting.length > 0) yield this.waiting.shift() as Event;
        else await this.news();
      }
      if (this.failure) throw this.failure;
    } finally {
      this.close();
    }
  }

  private push(event: Event): void {
    if (this.isClosed) return;
    this.waiting.push(event);
    if (this.waiting.length > this.mostWaiting) {
      this.waiting.shift();
      this.dropped += 1;
    }
    this.wake();
  }

  private news(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}

/** The subscriptions of a client, which end with it. */
export class SubscriptionGroup {
  private readonly open = new Set<Subscription<unknown>>();

  begin<Event>(
    follow: (push: (event: Event) => void) => (how: CloseOptions) => void,
    options: SubscriptionOptions,
  ): Subscription<Event> {
    const subscription = new Subscription<Event>((push) => {
      const stop = follow(push);
      return (how) => {
        this.open.delete(subscription);
        stop(how);
      };
    }, options);
    this.open.add(subscription);
    return subscription;
  }

  close(): void {
    for (const subscription of this.open) subscription.close({ atOnce: true });
  }
}
