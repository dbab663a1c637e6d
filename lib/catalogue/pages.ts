import { InputError } from '../errors';
import type { CallResult } from '../http/api-client';
import { numberOf } from '../json/json-values';
import type { OperationInput } from './arguments';
import { allPages, type Page, type PageContent } from './paging';
import type { OperationRow } from './rows';

/** How a platform's lists are asked for and read. */
export interface ListReader {
  platform: string;
  /** Entries that are asked for at once where the caller does not say. */
  usualSize: number;
  mostPages?: number | undefined;
  fetch(input: OperationInput): Promise<CallResult>;
  read(data: unknown): PageContent;
}

/**
 * All pages of an operation, from the one that its parameters name, in the size that they name. Throws `InputError`
 * before anything is sent.
 */
export function pagesOf(
  row: OperationRow,
  input: OperationInput,
  { platform, usualSize, mostPages, fetch, read }: ListReader,
  signal?: AbortSignal,
): AsyncGenerator<Page> {
  const { operation, paging } = row;
  if (!paging) throw new InputError('paging', `"${operation}" has no pages`);
  const first = wholeNumber(paging.page, input.values, paging.first) ?? paging.first;
  const size = wholeNumber(paging.size, input.values, 1) ?? usualSize;
  return allPages({
    platform,
    operation,
    base: paging.first,
    first,
    size,
    mostPages,
    signal,
    fetch: (page) =>
      fetch({ ...input, values: { ...input.values, [paging.page]: page, [paging.size]: size } }),
    read,
  });
}

function wholeNumber(name: string, values: Record<string, unknown>, least: number): number | undefined {
  const value = values[name];
  if (value === undefined) return undefined;
  const number = numberOf(value);
  if (number !== undefined && Number.isSafeInteger(number) && number >= least) return number;
  throw new InputError(name, `"${name}" must be a whole number, ${least} or more`);
}
