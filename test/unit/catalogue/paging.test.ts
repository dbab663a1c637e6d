import { expect } from 'chai';
import fc from 'fast-check';
import { allPages, type Page, type PageContent, valueAt } from '../../../lib/catalogue';
import { NetworkError } from '../../../lib/errors';
import { failureOf } from '../../support/servers';

const call = { platform: 'test', operation: 'list', status: 200, attempts: 1, durationMs: 1 };

/** A list of so many entries, asked for page by page. */
class PagedList {
  readonly asked: number[] = [];

  constructor(
    private readonly count: number,
    private readonly total: number | undefined,
    private readonly first = 1,
  ) {}

  async pages(size: number): Promise<Page[]> {
    const pages: Page[] = [];
    const plan = {
      first: this.first,
      size,
      fetch: async (page: number) => {
        this.asked.push(page);
        const start = (page - this.first) * size;
        const length = Math.max(0, Math.min(size, this.count - start));
        return { data: Array.from({ length }, (_each, index) => start + index), call };
      },
      read: (data: unknown): PageContent => ({ items: data as unknown[], total: this.total }),
    };
    for await (const page of allPages(plan)) pages.push(page);
    return pages;
  }
}

describe('All pages of a list (contract: paging all)', () => {
  it('bring each entry once and in order, the end marked, with or without a total', async () => {
    const sizes = fc.record({
      count: fc.integer({ min: 0, max: 40 }),
      size: fc.integer({ min: 1, max: 10 }),
      first: fc.constantFrom(0, 1),
      isTotalKnown: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ count, size, first, isTotalKnown }) => {
        const list = new PagedList(count, isTotalKnown ? count : undefined, first);
        const pages = await list.pages(size);
        expect(pages.flatMap(({ items }) => items)).to.deep.equal(
          Array.from({ length: count }, (_each, at) => at),
        );
        expect(pages.map(({ index }) => index)).to.deep.equal(pages.map((_page, at) => at));
        expect(pages.map(({ isLast }) => isLast)).to.deep.equal(
          pages.map((_page, at) => at === pages.length - 1),
        );
        expect(list.asked).to.deep.equal(list.asked.map((_page, at) => first + at));
        const needed = Math.max(1, Math.ceil(count / size));
        expect(pages).to.have.length(needed);
        expect(list.asked.length).to.be.within(needed, isTotalKnown ? needed : needed + 1);
      }),
    );
  });

  it('of an empty list are one empty page', async () => {
    const pages = await new PagedList(0, undefined).pages(5);
    expect(pages).to.deep.equal([{ items: [], call, index: 0, isLast: true }]);
  });

  it('end where the list does, though the total says more', async () => {
    for (const count of [3, 4, 8]) {
      const pages = await new PagedList(count, 1_000_000).pages(4);
      expect(pages.flatMap(({ items }) => items)).to.have.length(count);
      expect(pages.at(-1)?.isLast).to.equal(true);
    }
  });

  it('are read no further than they are asked for', async () => {
    const asked: number[] = [];
    const fetch = async (page: number) => {
      asked.push(page);
      return { data: ['a', 'b'], call };
    };
    for await (const { index } of allPages({
      first: 1,
      size: 2,
      fetch,
      read: () => ({ items: ['a', 'b'] }),
    })) {
      if (index === 2) break;
    }
    expect(asked.length).to.be.at.most(4);
  });

  it('that were read before a failure are handed out all the same', async () => {
    const seen: unknown[] = [];
    const fetch = async (page: number) => {
      if (page === 3) throw new NetworkError('ECONNRESET', 'cut');
      return { data: [page], call };
    };
    const read = (data: unknown) => ({ items: data as unknown[] });
    const run = async () => {
      for await (const { items } of allPages({ first: 1, size: 1, fetch, read })) seen.push(...items);
    };
    expect(await failureOf(run())).to.include({ code: 'network:ECONNRESET' });
    expect(seen).to.deep.equal([1, 2]);
  });
});

describe('A value at a dotted path', () => {
  it('is taken from own properties only', () => {
    const data = { a: { b: [{ c: 5 }] }, n: null };
    expect(valueAt(data, 'a.b.0.c')).to.equal(5);
    for (const path of ['a.x', 'n.a', 'constructor', 'a.__proto__', 'toString.name', '']) {
      expect(valueAt(data, path), path).to.equal(undefined);
    }
    fc.assert(fc.property(fc.jsonValue(), fc.string(), (value, path) => void valueAt(value, path)));
  });
});
