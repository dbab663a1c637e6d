export type {
  Catalogue,
  ComputedName,
  Danger,
  OperationBody,
  OperationRow,
  OperationType,
  OperationTypes,
  Page,
  PagedName,
  PagingRow,
  ParameterRow,
  ParameterType,
  RequestArguments,
  RequestOptions,
} from '../catalogue';
export * from '../common';
export { omsCatalogue } from './catalogue';
export type { OmsChoice } from './choices';
export { OmsClient, type OmsClientOptions } from './client';
export { omsFailures } from './codes';
export type * from './messages';
export type { OmsOperations } from './operations.types';
export { omsSignature } from './signature';
