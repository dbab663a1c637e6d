import { type FailureRow, FailureTable } from '../catalogue/failure-table';

/** Codes of the open API and of the box's file system, and messages that have no number but a text (docs/platforms/mgm.md, "Codes"). 723 stands there with two meanings; the platform's own text, which every failure keeps, tells them apart. */
export const mgmFailures = new FailureTable(
  () => require('./codes.json') as typeof import('./codes.json') as FailureRow[],
);
