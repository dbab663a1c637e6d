import { type FailureRow, FailureTable } from '../catalogue/failure-table';

/** Codes as HTTP means them, as status or in the body, because the document has none (docs/platforms/oms.md, "Answers"). */
export const omsFailures = new FailureTable(
  () => require('./codes.json') as typeof import('./codes.json') as FailureRow[],
);
