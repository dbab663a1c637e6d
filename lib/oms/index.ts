export type {
  Catalogue,
  OperationBody,
  OperationRow,
  OperationType,
  OperationTypes,
  Page,
  ParameterRow,
  RequestArguments,
  RequestOptions,
} from '../catalogue';
export * from '../common';
export { omsCatalogue } from './catalogue';
export { OmsClient, type OmsClientOptions } from './client';
export { type OmsFailure, omsFailure, omsFailures } from './codes';
export type * from './messages';
export type { OmsOperations } from './operations.types';
export { omsSignature } from './signature';
