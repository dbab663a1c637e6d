export * from '../common';
export { DHGJ_BODY_KINDS, DHGJ_METHODS, type DhgjBodyKind, type DhgjMethod } from './call-kinds';
export { DhgjClient, type DhgjClientOptions, type DhgjRequestOptions } from './client';
export { dhgjFailures } from './codes';
export { DHGJ_BASE_URLS } from './environments';
export type * from './messages';
export type { DhgjQuery } from './request';
