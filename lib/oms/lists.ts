import { type PageContent, valueAt } from '../catalogue';
import { isPlainObject } from '../json-values';
import { unexpectedAnswer } from './failures';

/** Where lists are looked for when the data is none itself (oms.md). */
const LIST_NAMES = ['list', 'rows', 'records', 'items'];
const TOTAL_NAMES = ['total', 'count'];

/** Entries and total of a list's answer, wherever they are; throws `PlatformError` when there is no list. */
export function readList(data: unknown): PageContent {
  if (data === null || data === undefined) return { items: [] };
  if (Array.isArray(data)) return { items: data };
  const name = isPlainObject(data) ? LIST_NAMES.find((each) => isList(valueAt(data, each))) : undefined;
  if (name === undefined) throw unexpectedAnswer('There is no list');
  const items = valueAt(data, name);
  const total = TOTAL_NAMES.map((each) => totalOf(valueAt(data, each))).find((each) => each !== undefined);
  return { items: Array.isArray(items) ? items : [], total };
}

/** Empty lists come as null from some servers. */
function isList(value: unknown): boolean {
  return Array.isArray(value) || value === null;
}

function totalOf(value: unknown): number | undefined {
  const isNumeric = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
  return isNumeric && Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
}

/**
 * Reads the pages of one list, one after another from the given one. A server that knows no paging, and answers
 * the same again and again, is noticed.
 */
export function pageReader(firstPage: number, size: number): (data: unknown) => PageContent {
  let former = '';
  return (data) => {
    const { items, total } = readList(data);
    if (total !== undefined) return { items, total: Math.max(0, total - (firstPage - 1) * size) };
    if (items.length > size) return { items, total: items.length };
    const written = JSON.stringify(items);
    const isRepeated = written === former;
    former = written;
    return { items: isRepeated ? [] : items };
  };
}
