export type * from '../catalogue/public';
export * from '../common';
export { omsCatalogue } from './catalogue';
export type { OmsChoice } from './choices';
export { OmsClient, type OmsClientOptions } from './client';
export { omsFailures } from './codes';
export type * from './messages';
export type { OmsOperations } from './operations.types';
export { omsSignature } from './signature';
