import {
  buildRequest,
  Catalogue,
  type OperationInput,
  type OperationRow,
  type ParameterRow,
} from '../catalogue';
import type { HttpRequest } from '../http';
import { refuseDotSegments } from '../http/path';
import { isPlainObject } from '../json/json-values';
import { dangerOf } from './dangerous';

/** Spellings of the vendor's older documents (docs/platforms/bivrost.md, "Requests"). */
const OLDER_NAMES: Readonly<Record<string, string>> = { machineID: 'MachineID', type: 'Type', tag: 'Tag' };

function loadOperations(): OperationRow[] {
  return (require('./operations.json') as typeof import('./operations.json') as OperationRow[]).map((row) => {
    const danger = dangerOf(row.operation);
    return { ...row, params: row.params.map(withOlderName), ...(danger ? { danger } : {}) };
  });
}

function withOlderName(row: ParameterRow): ParameterRow {
  const alias = OLDER_NAMES[row.name.replace('[].', '')];
  return alias === undefined ? row : { ...row, aliases: [alias] };
}

/** The gateway's 168 operations by their path below `/api/` (docs/platforms/bivrost.md). */
export const bivrostCatalogue = new Catalogue(loadOperations);

/** The same rows, for operations whose fields the documents show by example or call incomplete. */
const openCatalogue = new Catalogue(() => bivrostCatalogue.rows, { allowsUnlistedFields: true });

/** Offsets have fields that only some controllers know (docs/platforms/bivrost.md, "Direct reads": 2.5.1.14, note). */
const OPEN_OPERATIONS = new Set(['cnc/writeOffsetData']);

/** Parameters that name a place on a machine's disk. */
const PLACES = new Set(['dirAtCNC', 'subDir', 'dirName', 'fileName']);

/**
 * The request of an operation, checked against its row. Content-Type is `application/json` on every JSON call, GET
 * included: the gateway takes nothing else (docs/platforms/bivrost.md, "Requests": 2.1). Throws `InputError`.
 */
export function bivrostRequest(row: OperationRow, input: OperationInput): HttpRequest {
  refuseOtherPlaces(input.values);
  refuseOtherPlaces(input.items);
  const request = buildRequest(isOpen(row) ? openCatalogue : bivrostCatalogue, row, input);
  return { contentType: 'application/json', ...request };
}

/** Throws `InputError` where a place, at any depth, leads out of the directory that it names. */
function refuseOtherPlaces(value: unknown): void {
  if (Array.isArray(value)) for (const entry of value) refuseOtherPlaces(entry);
  if (!isPlainObject(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    if (PLACES.has(name) && typeof inner === 'string') refuseDotSegments(name, inner);
    else refuseOtherPlaces(inner);
  }
}

/** True where the body may hold fields that the catalogue does not list, such as a machine's configuration. */
export function isOpen(row: OperationRow): boolean {
  const listsBody = row.params.some((parameter) => parameter.in === 'body');
  return (row.body === 'object' && !listsBody) || OPEN_OPERATIONS.has(row.operation);
}
