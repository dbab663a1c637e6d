import { expect } from 'chai';
import fc from 'fast-check';
import { allPages, countOf, type Page, type PagingPlan, valueAt } from '../../../lib/catalogue';
import { NetworkError } from '../../../lib/errors';
import { failureOf } from '../../support/servers';

const call = { platform: 'test', operation: 'list', status: 200, attempts: 1, durationMs: 1 };

/** A server with a list of so many entries, and its own ways. */
interface ServerWays {
  count: number;
  /** Number of the first page. */
  base?: number;
  total?(page: number): unknown;
  /** Entries that one page has at most, whatever is asked for. */
  cap?: number;
  /** Answers everything, or the beginning of it, for every page. */
  ignoresPages?: boolean;
  /** Answers the last page for those behind it. */
  clampsPages?: boolean;
}

class PagedServer {
  readonly asked: number[] = [];

  constructor(private readonly ways: ServerWays) {}

  plan(first: number, size: number, more: Partial<PagingPlan> = {}): PagingPlan {
    const { base = 1, total = () => undefined } = this.ways;
    return {
      platform: 'test',
      operation: 'list',
      base,
      first,
      size,
      fetch: async (page) => {
        this.asked.push(page);
        return { data: { items: this.page(page - base, size), total: total(page) }, call };
      },
      read: (data) => {
        const { items, total: said } = data as { items: unknown[]; total: unknown };
        return { items, total: countOf(said) };
      },
      ...more,
    };
  }

  async pages(first: number, size: number, more: Partial<PagingPlan> = {}): Promise<Page[]> {
    const pages: Page[] = [];
    for await (const page of allPages(this.plan(first, size, more))) pages.push(page);
    return pages;
  }

  private page(index: number, asked: number): number[] {
    const { count, cap = asked, ignoresPages = false, clampsPages = false } = this.ways;
    const size = Math.min(asked, cap);
    const last = Math.max(0, Math.ceil(count / size) - 1);
    const start = ignoresPages ? 0 : (clampsPages ? Math.min(index, last) : index) * size;
    const length = Math.max(0, Math.min(size, count - start));
    return Array.from({ length }, (_each, at) => start + at);
  }
}

const itemsOf = (pages: Page[]): unknown[] => pages.flatMap(({ items }) => items);
const upTo = (count: number, from = 0): number[] =>
  Array.from({ length: Math.max(0, count - from) }, (_each, at) => from + at);

/** Each page once, in order, the last one marked, and none empty but the only one. */
function expectSequence(pages: Page[]): void {
  expect(pages.map(({ index }) => index)).to.deep.equal(pages.map((_page, at) => at));
  expect(pages.map(({ isLast }) => isLast)).to.deep.equal(pages.map((_page, at) => at === pages.length - 1));
  if (pages.length > 1) expect(pages.map(({ items }) => items.length)).not.to.include(0);
}

describe('All pages of a list (docs/behaviour.md, "Messages": paging all)', () => {
  const servers = fc.record({
    count: fc.integer({ min: 0, max: 40 }),
    base: fc.constantFrom(0, 1),
    cap: fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }),
    clampsPages: fc.boolean(),
    says: fc.constantFrom('total', 'text', 'null', 'nothing', 'zero', 'too little', 'too much'),
  });
  const totals = {
    total: (count: number) => count,
    text: (count: number) => String(count),
    null: () => null,
    nothing: () => undefined,
    zero: () => 0,
    'too little': (count: number) => Math.floor(count / 3),
    'too much': (count: number) => count + 5,
  };

  it('bring each entry once and in order, whatever the server does and says', async () => {
    const size = fc.integer({ min: 1, max: 10 });
    await fc.assert(
      fc.asyncProperty(servers, size, fc.nat(3), async ({ says, cap, ...ways }, asked, skipped) => {
        // Too little of a total cannot be told from the truth when it is reached exactly.
        fc.pre(says !== 'too little' || ways.count === 0);
        fc.pre(!(says === 'too much' && ways.clampsPages));
        const server = new PagedServer({
          ...ways,
          ...(cap === undefined ? {} : { cap }),
          total: () => totals[says](ways.count),
        });
        const pageSize = Math.min(asked, cap ?? asked);
        fc.pre(!ways.clampsPages || skipped * pageSize < Math.max(1, ways.count));
        const pages = await server.pages(ways.base + skipped, asked);
        expect(itemsOf(pages)).to.deep.equal(upTo(ways.count, skipped * pageSize));
        expectSequence(pages);
        expect(server.asked).to.deep.equal(server.asked.map((_page, at) => ways.base + skipped + at));
        expect(server.asked.length).to.be.at.most(pages.length + 1);
      }),
    );
  });

  it('end soon at a server that answers the same page whatever it is asked, all read or a failure', async () => {
    const size = fc.integer({ min: 1, max: 10 });
    await fc.assert(
      fc.asyncProperty(servers, size, async ({ says, cap, count, base }, asked) => {
        const server = new PagedServer({
          count,
          base,
          ...(cap === undefined ? {} : { cap }),
          total: () => totals[says](count),
          ignoresPages: true,
        });
        const seen: unknown[] = [];
        const run = async () => {
          for await (const { items } of allPages(server.plan(base, asked))) seen.push(...items);
        };
        const thrown = await run().then(
          () => undefined,
          (error: unknown) => error,
        );
        if (thrown !== undefined) expect(thrown).to.include({ code: 'test:repeated-page' });
        expect(seen).to.deep.equal(upTo(Math.min(count, asked, cap ?? asked)));
        expect(server.asked.length).to.be.at.most(2);
      }),
    );
  });

  it('of a list with a total cost no request more than it has pages', async () => {
    for (const [count, first] of [
      [10, 1],
      [8, 1],
      [8, 2],
      [10, 2],
      [0, 1],
    ] as const) {
      const server = new PagedServer({ count, total: () => count });
      const pages = await server.pages(first, 4);
      expect(itemsOf(pages)).to.deep.equal(upTo(count, (first - 1) * 4));
      expect(server.asked).to.have.length(pages.length);
    }
  });

  it('are not over because a page is shorter than asked for', async () => {
    for (const total of [() => 25, () => null, () => undefined]) {
      const pages = await new PagedServer({ count: 25, cap: 10, total }).pages(1, 100);
      expect(pages.map(({ items }) => items.length)).to.deep.equal([10, 10, 5]);
      expectSequence(pages);
    }
  });

  it('end with a page that came before, where no total is known', async () => {
    const server = new PagedServer({ count: 5, ignoresPages: true });
    expect(itemsOf(await server.pages(1, 10))).to.deep.equal(upTo(5));
    expect(server.asked).to.deep.equal([1, 2]);
  });

  it('are a failure when a page comes again although there should be more', async () => {
    const server = new PagedServer({ count: 250, ignoresPages: true, total: () => 250 });
    const seen: unknown[] = [];
    const run = async () => {
      for await (const { items, isLast } of allPages(server.plan(1, 100))) {
        seen.push(...items);
        expect(isLast).to.equal(false);
      }
    };
    const error = await failureOf(run());
    expect(error).to.include({ code: 'test:repeated-page', platform: 'test', operation: 'list' });
    expect(error.message).to.contain('250 entries');
    expect(seen).to.deep.equal(upTo(100));
  });

  it('of an empty list are one empty page', async () => {
    const pages = await new PagedServer({ count: 0 }).pages(1, 5);
    expect(pages).to.deep.equal([{ items: [], call, index: 0, isLast: true }]);
  });

  it('end where the list does, though the total says more', async () => {
    for (const count of [3, 4, 8]) {
      const pages = await new PagedServer({ count, total: () => 1_000_000 }).pages(1, 4);
      expect(itemsOf(pages)).to.have.length(count);
      expectSequence(pages);
    }
  });

  it('without end end at a limit that has a name', async () => {
    const server = new PagedServer({ count: Number.POSITIVE_INFINITY });
    const seen: unknown[] = [];
    const run = async () => {
      for await (const { items } of allPages(server.plan(1, 2, { mostPages: 3 }))) seen.push(...items);
    };
    const error = await failureOf(run());
    expect(error).to.include({ code: 'test:too-many-pages', retryable: false });
    expect(error.message).to.contain('mostPages').and.contain('shopfloorMostPages');
    expect(seen).to.deep.equal(upTo(6));
    expect(server.asked).to.have.length(3);
  });

  it('are asked for one ahead of those that are taken, and no further', async () => {
    const server = new PagedServer({ count: 100 });
    for await (const { index } of allPages(server.plan(1, 2))) {
      expect(server.asked).to.have.length(index + 2);
      await new Promise((resolve) => setImmediate(resolve));
      expect(server.asked).to.have.length(index + 2);
      if (index === 4) break;
    }
    expect(server.asked).to.have.length(6);
  });

  it('end with who asked for them', async () => {
    const server = new PagedServer({ count: Number.POSITIVE_INFINITY });
    const asker = new AbortController();
    const run = async () => {
      for await (const { index } of allPages(server.plan(1, 2, { signal: asker.signal }))) {
        if (index === 3) asker.abort();
      }
    };
    expect(await failureOf(run())).to.include({ code: 'aborted', kind: 'aborted' });
    expect(server.asked).to.have.length(5);
  });

  it('that were read before a failure are handed out all the same', async () => {
    const seen: unknown[] = [];
    const fetch = async (page: number) => {
      if (page === 3) throw new NetworkError('ECONNRESET', 'cut');
      return { data: [page], call };
    };
    const read = (data: unknown) => ({ items: data as unknown[] });
    const plan = { platform: 'test', operation: 'list', base: 1, first: 1, size: 1, fetch, read };
    const run = async () => {
      for await (const { items } of allPages(plan)) seen.push(...items);
    };
    expect(await failureOf(run())).to.include({ code: 'network:ECONNRESET' });
    expect(seen).to.deep.equal([1, 2]);
  });
});

describe('A number of entries', () => {
  it('is a whole number or its digits, and nothing else', () => {
    expect([0, 7, '0', '12'].map(countOf)).to.deep.equal([0, 7, 0, 12]);
    for (const wrong of [
      null,
      undefined,
      '',
      ' ',
      '1e3',
      '-1',
      -1,
      1.5,
      Number.NaN,
      '9'.repeat(20),
      [3],
      true,
    ]) {
      expect(countOf(wrong), String(wrong)).to.equal(undefined);
    }
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
