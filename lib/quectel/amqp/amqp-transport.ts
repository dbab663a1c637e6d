import type { Socket } from 'node:net';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { InputError, ShopfloorError } from '../../errors';
import { type ConnectionSettings, proxyFor } from '../../http/settings';
import type { StreamAddress, StreamEvents, StreamSocket, StreamTransport } from '../../stream/transport';
import { brokerError } from './amqp-errors';
import { openTunnel } from './tunnel';

/** What a transport hands on: the message, and what has to be said about it afterwards. */
export interface BrokerDelivery {
  content: Buffer;
  /** It was delivered before and not acknowledged. */
  redelivered: boolean;
  /** The flow has it: the broker may forget it. */
  acknowledge(): void;
  /** Back into the queue, for this or another consumer. */
  requeue(): void;
}

export interface ConsumerSettings {
  /** Messages that are delivered and not yet acknowledged, at most. */
  prefetch: number;
  /** Seconds; the platform wants 30 to 60. */
  heartbeatSeconds: number;
}

// Heartbeats of the protocol itself find a dead peer; the connection's own watch is not needed.
const NO_OTHER_WATCH_MS = 2 ** 31 - 1;
const GOODBYE_MS = 2_000;

/**
 * A consumer of one queue, over AMQP 0-9-1 as all published client code of the platform has it (quectel.md). The
 * address is `amqps://host:port/vhost`, with user name, password and queue in its query.
 */
export class AmqpTransport implements StreamTransport {
  readonly name = 'amqp';
  readonly longestSilenceMs = NO_OTHER_WATCH_MS;

  constructor(private readonly consumer: ConsumerSettings) {}

  open(address: StreamAddress, settings: ConnectionSettings, events: StreamEvents): StreamSocket {
    const link = new AmqpLink(address, settings, this.consumer, events);
    void link.open();
    return {
      send: () => undefined,
      unsentBytes: () => 0,
      ping: () => undefined,
      terminate: () => link.terminate(),
    };
  }
}

/** One AMQP connection with its one consumer. */
class AmqpLink {
  private readonly abort = new AbortController();
  private readonly host: string;
  private model: ChannelModel | undefined;
  private channel: Channel | undefined;
  private over = false;

  constructor(
    private readonly address: StreamAddress,
    private readonly settings: ConnectionSettings,
    private readonly consumer: ConsumerSettings,
    private readonly events: StreamEvents,
  ) {
    this.host = new URL(address.url).host;
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

  /** Says goodbye if there is anybody to say it to, and is gone two seconds later at the latest. */
  terminate(): void {
    if (this.over) return;
    this.over = true;
    this.leave();
  }

  private async connect(): Promise<ChannelModel> {
    const { connect } = await loadAmqplib();
    const { protocol, hostname, port, pathname } = new URL(this.address.url);
    const { username = '', password = '' } = this.address.query;
    // The signal ends the socket at whatever stage it is.
    const socketOptions = {
      ...this.settings.tls,
      ...(await this.tunnel()),
      noDelay: true,
      signal: this.abort.signal,
    };
    const broker = {
      protocol: protocol.slice(0, -1),
      hostname: hostname.replace(/^\[|\]$/g, ''),
      ...(port === '' ? {} : { port: Number(port) }),
      vhost: pathname.slice(1),
      username,
      password,
      heartbeat: this.consumer.heartbeatSeconds,
    };
    return connect(broker, socketOptions);
  }

  private async tunnel(): Promise<{ socket?: Socket }> {
    const { protocol, hostname, port } = new URL(this.address.url);
    const target = new URL(`http://${hostname}:${port || 5671}`);
    if (!proxyFor(target, this.settings.proxy)) return {};
    if (protocol !== 'amqps:') {
      throw new InputError('proxy', 'A message broker without TLS cannot be reached through a proxy');
    }
    return { socket: await openTunnel(target, this.settings, this.abort.signal) };
  }

  private async consume(channel: Channel): Promise<void> {
    channel.on('error', (error) => this.end(error));
    // The connection's own end, which knows the reason, is told just after its channels'.
    channel.on('close', () => setImmediate(() => this.end(new Error('channel closed'))));
    await channel.prefetch(this.consumer.prefetch);
    const { queue = '' } = this.address.query;
    await channel.consume(queue, (message) => this.deliver(channel, message), { noAck: false });
  }

  private deliver(channel: Channel, message: ConsumeMessage | null): void {
    if (this.over) return;
    this.events.onAlive();
    if (message === null) {
      this.end(Object.assign(new Error('the queue was deleted'), { code: 404 }));
      return;
    }
    // After the end of its connection a message belongs to the broker again, which delivers it anew.
    const once = (answer: () => void) => () => {
      if (!this.over) answer();
    };
    const delivery: BrokerDelivery = {
      content: message.content,
      redelivered: message.fields.redelivered,
      acknowledge: once(() => channel.ack(message)),
      requeue: once(() => channel.nack(message, false, true)),
    };
    this.events.onMessage(delivery);
  }

  private end(thrown: unknown): void {
    if (this.over) return;
    this.over = true;
    this.leave();
    const cause = thrown instanceof ShopfloorError ? thrown : brokerError(this.host, thrown);
    this.events.onClose({ reason: cause.message, cause });
  }

  private leave(): void {
    const { model } = this;
    if (!model) {
      this.abort.abort();
      return;
    }
    const limit = setTimeout(() => this.abort.abort(), GOODBYE_MS);
    model.on('error', () => undefined);
    void this.sayGoodbye(model).finally(() => {
      clearTimeout(limit);
      this.abort.abort();
    });
  }

  /**
   * The channel first, by itself: a broker that sees a connection close may take its messages back before it has
   * read their acknowledgements. The peer may be gone, and closing twice is an error that tells nothing.
   */
  private async sayGoodbye(model: ChannelModel): Promise<void> {
    await this.channel?.close().catch(() => undefined);
    await model.close().catch(() => undefined);
  }
}

async function loadAmqplib(): Promise<typeof import('amqplib')> {
  try {
    return await import('amqplib');
  } catch (cause) {
    throw new ShopfloorError(
      'The package "amqplib", which messages need, is not installed: run "npm install amqplib" where this package is installed',
      { code: 'input:amqplib', kind: 'input', retryable: false, cause },
    );
  }
}
