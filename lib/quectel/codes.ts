import { type FailureRow, FailureTable } from '../catalogue/failure-table';

/** What operations of the catalogue can meet (docs/platforms/quectel.md, "Codes"). */
export const quectelFailures = new FailureTable(
  () => require('./codes.json') as typeof import('./codes.json') as FailureRow[],
);
