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
export { mgmCatalogue } from './catalogue';
export { MgmClient, type MgmClientOptions, type MgmFollowOptions, type TransferContent } from './client';
export { mgmFailures } from './codes';
export { MGM_BASE_URLS } from './environments';
export { mgmFileMessage } from './file-messages';
export type { MgmMachineEvent } from './machine-events';
export type { MachineFollower } from './machine-feed';
export { describeFields } from './machine-state';
export type { MachineFields as MgmMachineFields } from './machine-tracker';
export type * from './messages';
export type { MgmOperations } from './operations.types';
export { LARGEST_FILE_BYTES, type TransferOrder } from './transfer/order';
export type { TransferOptions } from './transfer/transfer';
