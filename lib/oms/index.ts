export type { Catalogue, OperationRow, Page, ParameterRow, RequestOptions } from '../catalogue';
export * from '../common';
export { omsCatalogue } from './catalogue';
export { OmsClient, type OmsClientOptions } from './client';
export { type OmsFailure, omsFailure, omsFailures } from './codes';
export type * from './messages';
export { omsSignature } from './signature';
