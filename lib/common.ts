/** What every platform's entry has: errors, and the types that all clients use. */

export {
  type AccountStorage,
  LocalStore,
  type PlatformStore,
  type StoredAccount,
} from './account/account-store';
export type { CatalogueClient, PagedClient } from './account/catalogue-client';
export type { PlatformClient } from './account/platform-client';
export type { PlatformOptions } from './account/platform-connection';
export type {
  AssignmentEvents,
  AssignmentState,
  MachineAssignment,
  StoreState,
} from './assignment/machine-assignment';
export type {
  CloseOptions,
  EventsDropped,
  Follow,
  Subscription,
  SubscriptionOptions,
} from './async/subscription';
export type { FailureRow, FailureTable } from './catalogue/failure-table';
export * from './errors';
export type {
  CallOptions,
  CallPause,
  CallReport,
  CallResult,
  ProxySettings,
  RateLimiter,
  Safety,
  SlidingWindowLimits,
  TlsSettings,
} from './http';
export type { ListedMachine, MachineDirectory } from './machine/machine-directory';
export {
  type LoginHistory,
  MemoryTokenStore,
  type Session,
  type SessionState,
  type Token,
  type TokenOptions,
  type TokenStore,
} from './session';
export type { ConnectionStateName, StreamTransportName, TransportSetting } from './stream';
