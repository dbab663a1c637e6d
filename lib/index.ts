/** The SDK: the clients of all platforms. Each platform has an entry of its own, which loads no other. */

export * from './bivrost';
export * from './dhgj';
<<<<<<< HEAD
export * from './errors';
export type { CallReport, CallResult, ProxySettings, TlsSettings } from './http';
export * from './machine';
=======
>>>>>>> eee62a8 (Give each platform an entry of its own that loads libraries when they are needed, and the messages schema files)
export * from './mgm';
export * from './oms';
export * from './quectel';
export * from './store';
