import { Catalogue, type OperationRow } from '../catalogue';
import rows from './operations.json';

/** All 44 operations of the documents (docs/platforms/quectel.md, "Operations"). */
export const quectelCatalogue = new Catalogue(rows as OperationRow[]);
