import type { ConnectionSettings } from '../../http/settings';
import type { StreamAddress, StreamEvents, StreamSocket, StreamTransport } from '../../stream/transport';
import { AmqpLink, type ConsumerSettings } from './amqp-link';

// The protocol's own heartbeats find a dead peer, so the connection needs no limit of silence.
const NO_SILENCE_LIMIT_MS = 2 ** 31 - 1;

/**
 * A consumer of one queue, over AMQP 0-9-1 as all published client code of the platform has it
 * (docs/platforms/quectel.md, "AMQP message subscription"). The address is `amqps://host:port/vhost`, with user name,
 * password and queue in its query.
 */
export class AmqpTransport implements StreamTransport {
  readonly name = 'amqp';
  readonly longestSilenceMs = NO_SILENCE_LIMIT_MS;

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
