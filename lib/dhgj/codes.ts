import { type FailureRow, FailureTable } from '../catalogue/failure-table';

/** HTTP statuses with a meaning of their own, and words of OAuth (docs/platforms/dhgj.md, "Answers" and "The framework behind it"). The codes in the body of business answers are in no public document. */
export const dhgjFailures = new FailureTable(
  () => require('./codes.json') as typeof import('./codes.json') as FailureRow[],
);
