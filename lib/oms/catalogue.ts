import { Catalogue, type OperationRow } from '../catalogue';

/**
 * All 37 operations (docs/platforms/oms.md, "Operations"). The document shows examples rather than definitions, so that
 * fields which it does not list are sent on.
 */
export const omsCatalogue = new Catalogue(
  () => require('./operations.json') as typeof import('./operations.json') as OperationRow[],
  { allowsUnlistedFields: true },
);
