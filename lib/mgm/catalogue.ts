import { Catalogue, type OperationRow } from '../catalogue';
import rows from './operations.json';

/** What can be asked with one call (docs/platforms/mgm.md, "Calls"); each is a function of the same path. */
export const mgmCatalogue = new Catalogue(rows as OperationRow[]);
