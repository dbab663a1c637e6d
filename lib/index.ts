/** The SDK: the platforms' clients, their messages with JSON Schemas, the error tree. No Node-RED needed. */

export { LocalStore, type PlatformStore } from './account/account-store';
export * from './bivrost';
export type { Catalogue, OperationInput, OperationRow, Page, ParameterRow } from './catalogue';
export * from './dhgj';
export * from './errors';
export type { CallReport, CallResult, ProxySettings, TlsSettings } from './http';
export * from './machine';
export * from './mgm';
export * from './oms';
export * from './quectel';
export { MemoryTokenStore, type SessionState, type Token, type TokenStore } from './session';
export { SharedStore, type StoreSettings } from './store';
export type { ConnectionStateName, TransportSetting } from './stream';
