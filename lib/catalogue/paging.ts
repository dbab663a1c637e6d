import { abortedBy, PlatformError } from '../errors';
import type { CallReport, CallResult } from '../http/api-client';
import { readAnswer } from '../http/read-answer';
import { sha256 } from '../json/digest';

export interface Page<Entry = unknown> {
  items: Entry[];
  call: CallReport;
  /** From 0. */
  index: number;
  isLast: boolean;
}

/** What a page's answer holds. */
export interface PageContent {
  items: unknown[];
  /** The number of entries of all pages, where the platform gives it. */
  total?: number | undefined;
}

export interface PagingPlan {
  platform: string;
  operation: string;
  /** The number of the list's first page. */
  base: number;
  /** The number of the page to begin with. */
  first: number;
  /** Entries that are asked for at once; a server may bring fewer, or more. */
  size: number;
  /** Pages that are read at most; default 10,000. */
  mostPages?: number | undefined;
  signal?: AbortSignal | undefined;
  fetch(page: number): Promise<CallResult>;
  read(data: unknown): PageContent;
}

type ReadPage = PageContent & { call: CallReport };

const DEFAULT_MOST_PAGES = 10_000;

/**
 * All pages, one after another. A page is asked for only when the one before the last was taken, so that at most two
 * are held. A list ends where its total is reached, with an empty page (which is not handed out), or with a page that
 * came before, because servers without paging give the same answer for ever. A short page does not end the list,
 * because servers have limits of their own. When a page fails, the pages before it are handed out all the same.
 */
export async function* allPages(plan: PagingPlan): AsyncGenerator<Page> {
  const progress = new Progress(plan);
  let current = await readPage(plan, plan.first);
  for (let index = 0; ; index += 1) {
    const { items, call } = current;
    progress.add(current);
    if (progress.isComplete) {
      yield { items, call, index, isLast: true };
      return;
    }
    let next: ReadPage | undefined;
    try {
      next = await progress.next(index);
    } catch (error) {
      yield { items, call, index, isLast: false };
      throw error;
    }
    yield { items, call, index, isLast: next === undefined };
    if (!next) return;
    current = next;
  }
}

async function readPage(plan: PagingPlan, page: number): Promise<ReadPage> {
  if (plan.signal?.aborted) throw abortedBy(plan.signal, 'The list was given up');
  const { data, call } = readAnswer(await plan.fetch(page), plan.read);
  return { ...data, call };
}

/** How much of a list has been read. */
class Progress {
  private seen = 0;
  /** Most entries of one page: what the server's pages have, unless all of them were short. */
  private largest = 0;
  private total: number | undefined;
  private wasEmpty = false;
  private readonly digests = new Set<string>();

  constructor(private readonly plan: PagingPlan) {}

  add({ items, total }: PageContent): void {
    this.seen += items.length;
    this.largest = Math.max(this.largest, items.length);
    this.total = total;
    this.wasEmpty = items.length === 0;
    this.digests.add(digestOf(items));
  }

  /** True when no page can follow. A total below the number of entries seen counts something else. */
  get isComplete(): boolean {
    return this.wasEmpty || this.upTo(this.largest) === this.total;
  }

  /** The next page; undefined where there is none. Throws where one is missing. */
  async next(index: number): Promise<ReadPage | undefined> {
    const { first, mostPages = DEFAULT_MOST_PAGES } = this.plan;
    if (index + 1 >= mostPages) {
      const limit = `(limit "mostPages"; "shopfloorMostPages" in Node-RED's settings file)`;
      throw this.failure('too-many-pages', `The list has more than ${mostPages} pages ${limit}`);
    }
    const page = await readPage(this.plan, first + index + 1);
    if (page.items.length === 0) return undefined;
    if (!this.digests.has(digestOf(page.items))) return page;
    const { total = 0 } = this;
    if (total <= this.upTo(Math.max(this.largest, this.plan.size))) return undefined;
    const came = `Page ${first + index + 1} is the same as one before it`;
    throw this.failure('repeated-page', `${came}, though the list has ${total} entries`);
  }

  /** How far the list was read, where the pages before the first have so many entries each. */
  private upTo(pageSize: number): number {
    return (this.plan.first - this.plan.base) * pageSize + this.seen;
  }

  private failure(name: string, message: string): PlatformError {
    const { platform, operation } = this.plan;
    const details = { code: `${platform}:${name}`, kind: 'platform', retryable: false } as const;
    return new PlatformError(message, details).during(platform, operation);
  }
}

function digestOf(items: unknown[]): string {
  return sha256(JSON.stringify(items), 'base64');
}

/** A number of entries, as a number or as digits; undefined for anything else. */
export function countOf(value: unknown): number | undefined {
  const isNumeric = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
  const count = isNumeric ? Number(value) : -1;
  return Number.isSafeInteger(count) && count >= 0 ? count : undefined;
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
