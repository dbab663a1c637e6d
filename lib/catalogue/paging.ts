import type { CallReport, CallResult } from '../http/api-client';

export interface Page {
  items: unknown[];
  call: CallReport;
  /** From 0. */
  index: number;
  isLast: boolean;
}

/** What a page's answer holds. */
export interface PageContent {
  items: unknown[];
  /** Of all pages, where the platform says it. */
  total?: number | undefined;
}

export interface PagingPlan {
  /** Number of the first page. */
  first: number;
  size: number;
  fetch(page: number): Promise<CallResult>;
  read(data: unknown): PageContent;
}

/**
 * All pages, one after another; at most two are held at a time. A page shorter than the size is the last. Where
 * no total is known, the next page is looked at before a full one is handed out; when that fails, what was read
 * before is handed out all the same.
 */
export async function* allPages({ first, size, fetch, read }: PagingPlan): AsyncGenerator<Page> {
  let seen = 0;
  let current = await readPage(first);
  for (let index = 0; ; index += 1) {
    const { items, call, total } = current;
    seen += items.length;
    const isShort = items.length < size;
    if (isShort || (total !== undefined && seen >= total)) {
      yield { items, call, index, isLast: true };
      return;
    }
    const isHandedOut = total !== undefined;
    if (isHandedOut) yield { items, call, index, isLast: false };
    try {
      current = await readPage(first + index + 1);
    } catch (error) {
      if (!isHandedOut) yield { items, call, index, isLast: false };
      throw error;
    }
    if (isHandedOut) continue;
    const isLast = current.items.length === 0;
    yield { items, call, index, isLast };
    if (isLast) return;
  }

  async function readPage(page: number): Promise<PageContent & { call: CallReport }> {
    const { data, call } = await fetch(page);
    return { ...read(data), call };
  }
}

/** The value at a dotted path, own properties only. */
export function valueAt(data: unknown, path: string): unknown {
  let value = data;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
