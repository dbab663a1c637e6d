export type * from '../catalogue/public';
export * from '../common';
export type { FolderRule } from '../files/allowed-path';
export type { FileContent } from '../files/file-source';
export type { WholeFileOptions } from '../files/whole-file';
export { bivrostCatalogue } from './catalogue';
export {
  BivrostClient,
  type BivrostClientOptions,
  type GatewayAuth,
  type GatewayFollowOptions,
} from './client';
export { bivrostFailures } from './codes';
export { dangerOf } from './dangerous';
export type { FilePlace, FileTarget } from './file-place';
export type { GatewayFiles, IfExists, SendOptions } from './files';
export type { BivrostMachineEvent } from './gateway-events';
export type * from './messages';
export type { BivrostOperations } from './operations.types';
export type { GatewayFollower } from './polling/machine-poller';
export type { MachineFields } from './polling/machine-record';
export { describeMachine, type StateMoment } from './polling/machine-state';
export { DEFAULT_READS, FOLLOWABLE_READS } from './polling/task-classes';
export { statusName } from './status-names';
