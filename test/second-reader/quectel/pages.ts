import type { Place } from '../support/operation-table';
import { sample } from '../support/operation-table';
import type { Outcome } from './tokens';

export interface PageHabits {
  items?: number;
  /** The largest page, whatever is asked. */
  pageCap?: number;
  /** Gives the first page whatever is asked. */
  ignoresPage?: boolean;
  total?: 'number' | 'text' | 'null' | 'missing';
  /** Ids beyond what a double holds. */
  wideIds?: boolean;
  /** A list without entries is null. */
  nullLists?: boolean;
  /** Optional fields of an entry are null. */
  nullFields?: boolean;
}

/** A page of the list that an operation has: beside the list, or within `data` as end-user calls do. */
export function page(
  answer: readonly Place[],
  asked: (name: string) => string | undefined,
  habits: PageHabits,
): Outcome {
  const { items = 25, pageCap = 500, ignoresPage, nullLists } = habits;
  const isNested = answer.some(({ name }) => name === 'data.list');
  const number = Number(asked(isNested ? 'page' : 'pageNum') ?? 1);
  const size = Math.min(Number(asked('pageSize') ?? 10), pageCap);
  const start = ignoresPage ? 0 : (number - 1) * size;
  const prefix = isNested ? 'data.list[].' : 'data[].';
  const fields = answer.filter(
    ({ name }) => name.startsWith(prefix) && !/[.[]/.test(name.slice(prefix.length)),
  );
  const count = Math.max(0, Math.min(size, items - start));
  const entries = Array.from({ length: count }, (_, index) =>
    entryOf(fields, prefix.length, start + index, habits),
  );
  const list = entries.length === 0 && nullLists ? null : entries;
  const counts = countsOf(habits, items, Math.ceil(items / size));
  if (!isNested)
    return { code: 200, msg: '', data: list, pageNum: number, pageSize: size, ...counts, exp1: null };
  const hasNextPage = start + size < items;
  return {
    code: 200,
    msg: '',
    extMsg: '',
    data: { list, pageNum: number, pageSize: size, hasNextPage, ...counts },
  };
}

function entryOf(
  fields: readonly Place[],
  skipped: number,
  index: number,
  { wideIds, nullFields }: PageHabits,
): Record<string, unknown> {
  const named = fields.map(({ name, type }): [string, unknown] => {
    const short = name.slice(skipped);
    const value = sample(type, `${short}${index}`);
    if (typeof value === 'bigint') return [short, wideIds ? value + BigInt(index) : index];
    return [short, nullFields && /Time$|^sn$|Name$/.test(short) ? null : value];
  });
  return { ...Object.fromEntries(named), index };
}

function countsOf({ total = 'number' }: PageHabits, items: number, pages: number): Record<string, unknown> {
  switch (total) {
    case 'number':
      return { total: items, pages };
    case 'text':
      return { total: String(items), pages: String(pages) };
    case 'null':
      return { total: null, pages: null };
    case 'missing':
      return {};
  }
}
