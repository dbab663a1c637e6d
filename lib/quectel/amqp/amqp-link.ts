import { guarded } from '../../async/guard';
import { NetworkError, PlatformError, ShopfloorError, toShopfloorError } from '../../errors';
import type { ConnectionSettings } from '../../http/settings';
import type { StreamAddress, StreamEvents } from '../../stream/transport';
import { type BrokerPlace, connectionError, refusalError, silentPeer } from './amqp-errors';
import { connectToBroker } from './broker-socket';
import { BrokerStream } from './broker-stream';
import { FrameFilter, LARGEST_FRAME, type LeftOutMessage, protocolBreach } from './frame-filter';
import { type AmqpChannel, type AmqpMessage, type AmqpModel, type Delivered, loadAmqplib } from './library';
import { bytesOfMessage, Unsettled } from './unsettled';

/** A delivery: the message, and the functions that settle it. */
export interface BrokerDelivery {
  content: Buffer;
  /** It was delivered before and not acknowledged. */
  redelivered: boolean;
  /** Why there is no content, where it was left out. */
  problem?: ShopfloorError;
  /** Acknowledges the message, so that the broker removes it. */
  acknowledge(): void;
  /** Puts the message back into the queue, for this or another consumer. */
  requeue(): void;
}

export interface ConsumerSettings {
  /** Messages that are delivered and not yet acknowledged, at most. */
  prefetch: number;
  /** Seconds; the platform wants 30 to 60. */
  heartbeatSeconds: number;
  /** Bytes; a larger message is left out and reported as unreadable. */
  largestMessage: number;
}

const GOODBYE_MS = 2_000;
const MEGABYTE = 1024 * 1024;
/** Acknowledgements that a broker may leave unread; the library keeps them all. No prefetch is as large. */
const MOST_UNREAD = 100_000;
/** What a client says of itself (specification, section 1.4.2.2), and what it can do beyond the specification. */
const CLIENT_PROPERTIES = {
  product: '@shopfloor/node-red-platforms',
  capabilities: { 'basic.nack': true, consumer_cancel_notify: true, authentication_failure_close: true },
};

/** One AMQP connection with its one consumer. */
export class AmqpLink {
  private readonly abort = new AbortController();
  private readonly url: URL;
  private readonly place: BrokerPlace;
  private readonly filter: FrameFilter;
  private readonly unsettled: Unsettled;
  private stream: BrokerStream | undefined;
  private model: AmqpModel | undefined;
  private channel: AmqpChannel | undefined;
  private over = false;

  constructor(
    private readonly address: StreamAddress,
    private readonly settings: ConnectionSettings,
    private readonly consumer: ConsumerSettings,
    private readonly events: StreamEvents,
  ) {
    this.url = new URL(address.url);
    const { host, pathname } = this.url;
    this.place = {
      host,
      virtualHost: decodeURIComponent(pathname.slice(1)),
      queue: address.query['queue'] ?? '',
    };
    const { largestMessage, prefetch } = consumer;
    this.filter = new FrameFilter({ host, largestMessage, onLeftOut: (message) => this.leaveOut(message) });
    this.unsettled = new Unsettled({ host, prefetch, largestMessage });
  }

  async open(): Promise<void> {
    try {
      const model = await this.connect();
      this.model = model;
      if (this.over) return this.leave();
      model.on('error', (error) => this.end(error));
      model.on('close', (error) => this.end(error ?? new Error('closed')));
      this.channel = await model.createChannel();
      await this.consume(this.channel);
      if (!this.over) this.events.onOpen();
    } catch (thrown) {
      this.end(thrown);
    }
  }

  /** Closes in good order where the peer still answers, and ends after two seconds at the latest. */
  terminate(): void {
    if (this.over) return;
    this.over = true;
    this.leave();
  }

  private async connect(): Promise<AmqpModel> {
    const { Connection, ChannelModel } = loadAmqplib();
    const socket = await connectToBroker(this.url, this.settings, this.abort.signal);
    const stream = new BrokerStream(socket, this.filter, {
      onFailure: (thrown) => this.breakOff(thrown instanceof ShopfloorError ? thrown : this.unreadable()),
      onGoodbye: () => this.libraryGivesUp(),
    });
    this.stream = stream;
    const connection = new Connection(stream);
    await new Promise<void>((resolve, reject) => {
      const { username = '', password = '' } = this.address.query;
      connection.open(
        {
          clientProperties: CLIENT_PROPERTIES,
          mechanism: 'PLAIN',
          response: Buffer.from(`\0${username}\0${password}`),
          locale: 'en_US',
          channelMax: 1,
          frameMax: LARGEST_FRAME,
          maxFrameSize: 0,
          heartbeat: this.consumer.heartbeatSeconds,
          virtualHost: this.place.virtualHost,
          capabilities: '',
          insist: 0,
        },
        (error) => (error ? reject(error) : resolve()),
      );
    });
    return new ChannelModel(connection);
  }

  private async consume(channel: AmqpChannel): Promise<void> {
    channel.on('error', (error) => this.end(error));
    // The connection reports its end, with the reason, just after its channels do.
    channel.on('close', () => setImmediate(() => this.end(new Error('channel closed'))));
    await channel.prefetch(this.consumer.prefetch);
    const receive = guarded(
      (message: AmqpMessage | null) => this.receive(message),
      (thrown) => this.breakOff(toShopfloorError(thrown)),
    );
    await channel.consume(this.place.queue, receive, { noAck: false });
  }

  private receive(message: AmqpMessage | null): void {
    if (message === null) {
      const text = 'the broker ended the consumer: the queue was deleted';
      this.end(refusalError(this.place, { code: 404, text, isOfChannel: true }));
      return;
    }
    const { content, fields } = message;
    // The message's tables of headers may be large, and nobody needs them.
    const { deliveryTag, redelivered } = fields;
    this.deliver({ content, redelivered }, { fields: { deliveryTag } });
  }

  private leaveOut({ deliveryTag, bytes }: LeftOutMessage): void {
    const { largestMessage } = this.consumer;
    const [size, limit] = [bytes, largestMessage].map((each) => (each / MEGABYTE).toFixed(1));
    const problem = new PlatformError(
      `A message of ${size} MB was left out: more than ${limit} MB are not taken (largestMessage; in Node-RED's settings file shopfloorLargestMessage, in MB)`,
      { code: 'quectel:message-too-large', kind: 'platform', retryable: false },
    );
    const left = { content: Buffer.alloc(0), redelivered: false, problem };
    this.deliver(left, { fields: { deliveryTag } });
  }

  private deliver(delivery: Omit<BrokerDelivery, 'acknowledge' | 'requeue'>, message: Delivered): void {
    if (this.over) return;
    this.events.onAlive();
    const bytes = bytesOfMessage(delivery.content);
    this.unsettled.add(bytes);
    let isSettled = false;
    const settle = (tell: (channel: AmqpChannel) => void) => (): void => {
      // After the end of its connection a message belongs to the broker again, which delivers it anew.
      if (isSettled || this.over || !this.channel) return;
      isSettled = true;
      this.unsettled.remove(bytes);
      try {
        tell(this.channel);
      } catch (thrown) {
        this.breakOff(thrown);
      }
      const unread = this.stream?.settled() ?? 0;
      if (unread > MOST_UNREAD) this.breakOff(this.readsNothing());
    };
    this.events.onMessage({
      ...delivery,
      acknowledge: settle((channel) => channel.ack(message)),
      requeue: settle((channel) => channel.nack(message, false, true)),
    });
  }

  /** The library closes the connection for what it cannot read, and waits for the broker's answer. */
  private libraryGivesUp(): void {
    if (!this.over) this.breakOff(this.unreadable());
  }

  private unreadable(): PlatformError {
    return protocolBreach(this.place.host, 'what the protocol does not provide for');
  }

  private readsNothing(): NetworkError {
    const message = `The message broker ${this.place.host} sends messages and does not read that they are acknowledged (${MOST_UNREAD} at most may wait); the connection was ended`;
    return new NetworkError('BROKER_READS_NOTHING', message);
  }

  /** A peer that breaks the protocol is not spoken to any more. */
  private breakOff(thrown: unknown): void {
    this.end(thrown);
    this.cut();
  }

  private end(thrown: unknown): void {
    if (this.over) return;
    this.over = true;
    this.leave();
    const cause = this.errorOf(thrown);
    this.events.onClose({ reason: cause.message, cause });
  }

  private errorOf(thrown: unknown): ShopfloorError {
    const { refusal, hasBegun } = this.filter;
    if (thrown instanceof ShopfloorError) return thrown;
    if (refusal) return refusalError(this.place, refusal);
    const isOpen = this.stream !== undefined;
    return isOpen && !hasBegun ? silentPeer(this.place.host) : connectionError(this.place.host, thrown);
  }

  private leave(): void {
    const { model } = this;
    if (!model) {
      this.cut();
      return;
    }
    const limit = setTimeout(() => this.cut(), GOODBYE_MS);
    model.on('error', () => undefined);
    void this.sayGoodbye(model).finally(() => {
      clearTimeout(limit);
      this.cut();
    });
  }

  private cut(): void {
    this.abort.abort();
    // Without an error the library would not notice and would go on with its heartbeats.
    this.stream?.destroy(new Error('given up'));
  }

  /**
   * The channel first, by itself: a broker that sees a connection close may take its messages back before it has
   * read their acknowledgements. The peer may be gone, and closing twice is an error that tells nothing.
   */
  private async sayGoodbye(model: AmqpModel): Promise<void> {
    await this.channel?.close().catch(() => undefined);
    await model.close().catch(() => undefined);
  }
}
