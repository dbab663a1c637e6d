export { buildRequest, namedParameters, type OperationInput, type RequestOperation } from './arguments';
export { Catalogue, type CatalogueOptions } from './catalogue';
export { type ListReader, pagesOf } from './pages';
export { allPages, countOf, type PageContent, type PagingPlan, valueAt } from './paging';
export type * from './public';
