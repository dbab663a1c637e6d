import { Catalogue, type OperationRow } from '../catalogue';

/** All 44 operations of the documents (docs/platforms/quectel.md, "Operations"). */
export const quectelCatalogue = new Catalogue(
  () => require('./operations.json') as typeof import('./operations.json') as OperationRow[],
);
