import type { ShopfloorError } from '../errors';
import type { ConnectionStateName } from '../stream';
import type { BrokerDelivery, QueueFollower } from './amqp/queue-feed';
import type { QuectelMessage } from './messages';

/** What comes from a queue, as an event. Each delivery must be acknowledged or put back. */
export type QuectelQueueEvent =
  | { type: 'message'; message: QuectelMessage; delivery: BrokerDelivery }
  | { type: 'unreadable'; error: ShopfloorError; delivery: BrokerDelivery }
  | { type: 'state'; state: ConnectionStateName; error?: ShopfloorError };

/** Handlers that tell everything as events. */
export function queueEvents(push: (event: QuectelQueueEvent) => void): QueueFollower {
  return {
    onMessage: (message, delivery) => push({ type: 'message', message, delivery }),
    onUnreadable: (error, delivery) => push({ type: 'unreadable', error, delivery }),
    onState: (state, error) => push({ type: 'state', state, ...(error ? { error } : {}) }),
  };
}
