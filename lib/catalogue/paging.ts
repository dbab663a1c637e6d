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
 * All pages, one after another; at most two are held at a time. A page shorter than the size is the last; where
 * no total is known, the next page is looked at before a full one is handed out.
 */
export async function* allPages({ first, size, fetch, read }: PagingPlan): AsyncGenerator<Page> {
  let seen = 0;
  let current = await readPage(first);
  for (let index = 0; ; index += 1) {
    seen += current.items.length;
    const { total } = current;
    const isShort = current.items.length < size;
    const isLast = isShort || (total !== undefined && seen >= total);
    if (isLast) {
      yield { ...current, index, isLast: true };
      return;
    }
    const next = await readPage(first + index + 1);
    const nextIsEmpty = next.items.length === 0;
    yield { items: current.items, call: current.call, index, isLast: nextIsEmpty };
    if (nextIsEmpty) return;
    current = next;
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
