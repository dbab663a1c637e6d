/** What every platform's entry has: errors, and the types that all clients use. */

export { LocalStore, type PlatformStore } from './account/account-store';
export type { CatalogueClient, PagedClient } from './account/catalogue-client';
export type { PlatformClient } from './account/platform-client';
export type { PlatformOptions } from './account/platform-connection';
export type { CloseOptions, EventsDropped, Subscription, SubscriptionOptions } from './async/subscription';
export * from './errors';
export type { CallOptions, CallReport, CallResult, ProxySettings, TlsSettings } from './http';
export { MemoryTokenStore, type SessionState, type Token, type TokenStore } from './session';
export type { ConnectionStateName, TransportSetting } from './stream';
