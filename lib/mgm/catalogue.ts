import { Catalogue, type OperationRow } from '../catalogue';

/** What can be asked with one call (docs/platforms/mgm.md, "Calls"); each is a function of the same path. */
export const mgmCatalogue = new Catalogue(
  () => require('./operations.json') as typeof import('./operations.json') as OperationRow[],
);
