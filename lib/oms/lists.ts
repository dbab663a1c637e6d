import { countOf, type PageContent, valueAt } from '../catalogue';
import { isPlainObject } from '../json/json-values';
import { unexpectedAnswer } from './failures';

/** Where lists are looked for when the data is none itself (docs/platforms/oms.md, "Lists"). */
const LIST_NAMES = ['list', 'rows', 'records', 'items', 'data'];
const TOTAL_NAMES = ['total', 'count'];

/** Entries and total of a list's answer, wherever they are; throws `PlatformError` when there is no list. */
export function readList(data: unknown): PageContent {
  if (data === null || data === undefined) return { items: [] };
  if (Array.isArray(data)) return { items: data };
  const name = isPlainObject(data) ? LIST_NAMES.find((each) => isList(valueAt(data, each))) : undefined;
  if (name === undefined) throw unexpectedAnswer('There is no list');
  const items = valueAt(data, name);
  const total = TOTAL_NAMES.map((each) => countOf(valueAt(data, each))).find((each) => each !== undefined);
  return { items: Array.isArray(items) ? items : [], total };
}

/** Some servers send null for an empty list. */
function isList(value: unknown): boolean {
  return Array.isArray(value) || value === null;
}
