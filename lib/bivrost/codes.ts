import { type FailureRow, FailureTable } from '../catalogue/failure-table';

/** What the gateway can answer as `errorCode` (docs/platforms/bivrost.md, "Success and failure"). */
export const bivrostFailures = new FailureTable(
  () => require('./codes.json') as typeof import('./codes.json') as FailureRow[],
);
