import { type ShopfloorError, toShopfloorError } from '../../errors';
import type { ConnectionSettings } from '../../http';
import { numberWithin } from '../../settings/number-within';
import { type ConnectionStateName, HandshakeGate, StreamConnection, TransportChoice } from '../../stream';
import type { StreamAddress } from '../../stream/transport';
import { HEARTBEAT, PREFETCH } from '../limits';
import { readMessage } from '../message-reader';
import type { QuectelMessage } from '../messages';
import type { BrokerDelivery, ConsumerSettings } from './amqp-link';
import { AmqpTransport } from './amqp-transport';

export type { BrokerDelivery } from './amqp-link';

export interface QueueOptions extends Partial<ConsumerSettings> {
  /** Full name `a.<account>.<name>`, or the name alone. */
  queue: string;
  /** Turns numbers that came as texts into numbers; default true. */
  numbers?: boolean;
}

/** Who gets a queue's messages. Each delivery must be acknowledged or put back. */
export interface QueueConsumer {
  onMessage(message: QuectelMessage, delivery: BrokerDelivery): void;
  /** What came is no message of the platform, or a larger one than is taken. */
  onUnreadable(error: ShopfloorError, delivery: BrokerDelivery): void;
  /** `error` says why, when the connection is lost or could not be made. */
  onState?(state: ConnectionStateName, error?: ShopfloorError): void;
}

/** Messages of devices have a few kB; a thing model that is released may have some hundred. */
const DEFAULT_LARGEST_MESSAGE = 1024 * 1024;

/**
 * Follows a queue until it is stopped: new credentials for every connection, back after each loss. A connection
 * that delivers proves itself, so that the next loss starts with a short delay again.
 */
export function followQueue(
  options: QueueOptions,
  settings: ConnectionSettings,
  address: (signal: AbortSignal) => Promise<StreamAddress>,
  consumer: QueueConsumer,
): () => void {
  const prefetch = numberWithin(PREFETCH, options.prefetch);
  const heartbeatSeconds = numberWithin(HEARTBEAT, options.heartbeatSeconds);
  const { largestMessage = DEFAULT_LARGEST_MESSAGE } = options;
  const connection = new StreamConnection({
    settings,
    transports: new TransportChoice([new AmqpTransport({ prefetch, heartbeatSeconds, largestMessage })]),
    gate: new HandshakeGate(),
    address,
    onOpen: () => undefined,
    onMessage: (data) => {
      connection.confirm();
      deliver(data as BrokerDelivery);
    },
    ...(consumer.onState ? { onState: consumer.onState.bind(consumer) } : {}),
  });
  const deliver = (delivery: BrokerDelivery): void => {
    let message: QuectelMessage;
    try {
      if (delivery.problem) throw delivery.problem;
      message = readMessage(delivery.content, { numbers: options.numbers ?? true });
    } catch (thrown) {
      consumer.onUnreadable(toShopfloorError(thrown), delivery);
      return;
    }
    consumer.onMessage(message, delivery);
  };
  connection.start();
  return () => connection.stop();
}
