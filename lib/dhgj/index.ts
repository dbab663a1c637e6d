export { DhgjClient, type DhgjClientOptions, type DhgjRequestOptions } from './client';
export { type DhgjFailure, dhgjFailure, dhgjFailures } from './codes';
export { DHGJ_BASE_URLS } from './environments';
export * from './messages';
export type { DhgjQuery } from './request';
