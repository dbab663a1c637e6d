/** The types of operations that the entry of each platform with a catalogue has. */

export type { OperationBody, RequestOptions } from './arguments';
export type { Catalogue } from './catalogue';
export type {
  ComputedName,
  OperationType,
  OperationTypes,
  PagedName,
  RequestArguments,
} from './operation-types';
export type { Page } from './paging';
export type { Danger, OperationRow, PagingRow, ParameterRow, ParameterType } from './rows';
