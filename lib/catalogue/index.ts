export { buildRequest, namedParameters, type OperationInput } from './arguments';
export { Catalogue, type CatalogueOptions } from './catalogue';
export { type ListReader, pagesOf } from './pages';
export { allPages, countOf, type Page, type PageContent, type PagingPlan, valueAt } from './paging';
export type { Danger, OperationRow, PagingRow, ParameterRow, ParameterType } from './rows';
