export type * from '../catalogue/public';
export * from '../common';
export type { BrokerDelivery, QueueFollower, QueueOptions } from './amqp/queue-feed';
export { quectelCatalogue } from './catalogue';
export {
  QuectelClient,
  type QuectelClientOptions,
  type QuectelFollowOptions,
  type QuectelGrant,
} from './client';
export { quectelFailures } from './codes';
export { type QuectelKeys, type SignedCredentials, signedCredentials } from './credentials';
export { QUECTEL_BASE_URLS, QUECTEL_BROKER_URLS } from './environments';
export type * from './messages';
export type { QuectelOperations } from './operations.types';
export type { QuectelQueueEvent } from './queue-events';
