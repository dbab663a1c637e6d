export { buildRequest, namedParameters, type OperationInput } from './arguments';
export { Catalogue, type CatalogueOptions } from './catalogue';
export { allPages, type Page, type PageContent, type PagingPlan, valueAt } from './paging';
export type { Danger, OperationRow, PagingRow, ParameterRow, ParameterType } from './rows';
