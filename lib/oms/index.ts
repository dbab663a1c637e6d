export { omsCatalogue } from './catalogue';
export { OmsClient, type OmsClientOptions } from './client';
export { type OmsFailure, omsFailure, omsFailures } from './codes';
export * from './messages';
export { omsSignature } from './signature';
