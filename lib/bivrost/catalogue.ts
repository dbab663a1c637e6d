import { buildRequest, Catalogue, type OperationInput, type OperationRow } from '../catalogue';
import type { HttpRequest } from '../http';
import { dangerOf } from './dangerous';
import rows from './operations.json';

const operations: readonly OperationRow[] = (rows as OperationRow[]).map((row) => {
  const danger = dangerOf(row.operation);
  return danger ? { ...row, danger } : row;
});

/** The gateway's 168 operations by their path below `/api/` (bivrost.md, "Ours"). */
export const bivrostCatalogue = new Catalogue(operations);

/** The same rows, for operations whose fields the documents show by example or call incomplete. */
const openCatalogue = new Catalogue(operations, { allowsUnlistedFields: true });

/** Offsets have fields that only some controllers know (document, 2.5.1.14, note). */
const OPEN_OPERATIONS = new Set(['cnc/writeOffsetData']);

/**
 * The request of an operation, checked against its row. Content-Type is `application/json` on every JSON call, GET
 * included: the gateway takes nothing else (bivrost.source.md, 2.1). Throws `InputError`.
 */
export function bivrostRequest(row: OperationRow, input: OperationInput): HttpRequest {
  const request = buildRequest(isOpen(row) ? openCatalogue : bivrostCatalogue, row, input);
  return { contentType: 'application/json', ...request };
}

/** True where the body may hold fields that the catalogue does not list, such as a machine's configuration. */
export function isOpen(row: OperationRow): boolean {
  const listsBody = row.params.some((parameter) => parameter.in === 'body');
  return (row.body === 'object' && !listsBody) || OPEN_OPERATIONS.has(row.operation);
}
