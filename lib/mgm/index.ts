export { MgmClient, type MgmClientOptions, type TransferContent } from './client';
export { type MgmFailure, mgmFailure, mgmFailures } from './codes';
export { DEFAULT_CALLS_PER_MINUTE, DEFAULT_TIMEOUT_MS, MGM_BASE_URLS } from './environments';
export { type MgmFileMessage, mgmFileMessage, mgmFileMessages } from './file-messages';
export type { MachineFollower } from './machine-feed';
export { describeFields } from './machine-state';
export * from './messages';
export { LARGEST_FILE_BYTES, type TransferOrder } from './transfer/order';
export type { TransferWatch } from './transfer/transfer';
