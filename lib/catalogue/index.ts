export {
  buildRequest,
  namedParameters,
  type OperationBody,
  type OperationInput,
  type RequestOperation,
  type RequestOptions,
} from './arguments';
export { Catalogue, type CatalogueOptions } from './catalogue';
export type {
  ComputedName,
  OperationType,
  OperationTypes,
  PagedName,
  RequestArguments,
} from './operation-types';
export { type ListReader, pagesOf } from './pages';
export { allPages, countOf, type Page, type PageContent, type PagingPlan, valueAt } from './paging';
export type { Danger, OperationRow, PagingRow, ParameterRow, ParameterType } from './rows';
