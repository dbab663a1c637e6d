import { type ShopfloorError, toShopfloorError } from '../../errors';
import type { ConnectionSettings } from '../../http';
import { numberWithin } from '../../settings/number-within';
import { type ConnectionStateName, HandshakeGate, StreamConnection, TransportChoice } from '../../stream';
import type { StreamAddress } from '../../stream/transport';
import { HEARTBEAT, PREFETCH } from '../limits';
import { modelledProduct, readMessage, withNumbers } from '../message-reader';
import type { QuectelMessage } from '../messages';
import type { ThingModel } from '../thing-model';
import type { ThingModels } from '../thing-models';
import type { BrokerDelivery, ConsumerSettings } from './amqp-link';
import { AmqpTransport } from './amqp-transport';

export type { BrokerDelivery } from './amqp-link';

export interface QueueOptions extends Partial<ConsumerSettings> {
  /** Full name `a.<account>.<name>`, or the name alone. */
  queue: string;
  /** Turns numbers that came as texts into numbers; default true. */
  numbers?: boolean;
}

/** Handlers of a queue's messages. Each delivery must be acknowledged or put back. */
export interface QueueFollower {
  onMessage(message: QuectelMessage, delivery: BrokerDelivery): void;
  /** The delivery is no message of the platform, or is larger than the limit. */
  onUnreadable(error: ShopfloorError, delivery: BrokerDelivery): void;
  /** `error` says why, when the connection is lost or could not be made. */
  onState?(state: ConnectionStateName, error?: ShopfloorError): void;
}

/** Messages of devices have a few kB; a thing model that is released may have some hundred. */
const DEFAULT_LARGEST_MESSAGE = 1024 * 1024;

/**
 * Follows a queue until it is stopped: new credentials for every connection, back after each loss. A connection
 * that delivers proves itself, so that the next loss starts with a short delay again. Numbers are made of texts by the
 * product's thing model; messages keep their order while one waits for it.
 */
export function followQueue(
  options: QueueOptions,
  settings: ConnectionSettings,
  address: (signal: AbortSignal) => Promise<StreamAddress>,
  models: ThingModels,
  follower: QueueFollower,
): () => void {
  const prefetch = numberWithin(PREFETCH, options.prefetch);
  const heartbeatSeconds = numberWithin(HEARTBEAT, options.heartbeatSeconds);
  const { largestMessage = DEFAULT_LARGEST_MESSAGE } = options;
  /** Messages that wait for a thing model, in their order; another object for each connection. */
  let waiting: { last: Promise<void> } | undefined;
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
    onState: (state, error) => {
      // What has not been handed on by then, the broker delivers again.
      if (state !== 'open') waiting = undefined;
      follower.onState?.(state, error);
    },
  });
  const deliver = (delivery: BrokerDelivery): void => {
    let message: QuectelMessage;
    try {
      if (delivery.problem) throw delivery.problem;
      message = readMessage(delivery.content);
    } catch (thrown) {
      follower.onUnreadable(toShopfloorError(thrown), delivery);
      return;
    }
    const { numbers = true } = options;
    const handOn = (model?: ThingModel) =>
      follower.onMessage(numbers ? withNumbers(message, model) : message, delivery);
    const product = numbers ? modelledProduct(message) : undefined;
    const model = product === undefined ? undefined : models.find(product);
    if (isOfThingModel(message)) models.forget(message.productKey);
    if (!waiting && !(model instanceof Promise)) {
      handOn(model);
      return;
    }
    const queue = waiting ?? { last: Promise.resolve() };
    waiting = queue;
    const mine = Promise.all([model, queue.last]).then(([found]) => {
      if (waiting !== queue) return;
      if (queue.last === mine) waiting = undefined;
      handOn(found);
    });
    queue.last = mine;
  };
  connection.start();
  return () => {
    waiting = undefined;
    connection.stop();
  };
}

/** The product has got another thing model. */
function isOfThingModel(message: QuectelMessage): message is QuectelMessage & { productKey: string } {
  const { type, subtype, productKey } = message as Record<string, unknown>;
  return type === 'META_EVENT' && subtype === 'THING_MODEL' && typeof productKey === 'string';
}
