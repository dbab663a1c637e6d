import { expect } from 'chai';
import { type Deferred, deferred } from '../../../lib/async/timing';
import { Bulkhead } from '../../../lib/bivrost/polling/bulkhead';

describe('Bulkhead (bounded concurrency, an offline machine never delays others)', () => {
  /** Tasks that end when they are told to. */
  function tasks(bulkhead: Bulkhead, count: number) {
    const begun: number[] = [];
    const ends: Deferred<void>[] = Array.from({ length: count }, () => deferred<void>());
    const runs = ends.map(({ promise }, index) =>
      bulkhead.run(() => {
        begun.push(index);
        return promise;
      }),
    );
    return { begun, ends, all: Promise.all(runs) };
  }

  const settle = () => new Promise((resolve) => setImmediate(resolve));

  it('run so many at a time, in their order', async () => {
    const bulkhead = new Bulkhead({ quick: 2, slow: 1, slowAfterMs: 60_000 });
    const { begun, ends, all } = tasks(bulkhead, 4);
    await settle();
    expect(begun).to.deep.equal([0, 1]);
    ends[1]?.resolve();
    await settle();
    expect(begun).to.deep.equal([0, 1, 2]);
    for (const { resolve } of ends) resolve();
    await all;
    expect(begun).to.deep.equal([0, 1, 2, 3]);
    expect(bulkhead.underWay).to.equal(0);
  });

  it('let others pass what takes long, up to a bound', async () => {
    const bulkhead = new Bulkhead({ quick: 1, slow: 2, slowAfterMs: 20 });
    const { begun, ends, all } = tasks(bulkhead, 5);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(begun).to.deep.equal([0, 1, 2]);
    expect(bulkhead.underWay).to.equal(3);
    for (const { resolve } of ends) resolve();
    await all;
    expect(bulkhead.underWay).to.equal(0);
  });

  it('give the place back when a task fails', async () => {
    const bulkhead = new Bulkhead({ quick: 1, slow: 1, slowAfterMs: 60_000 });
    const failure = await bulkhead
      .run(() => Promise.reject(new Error('no')))
      .catch((error: Error) => error.message);
    expect(failure).to.equal('no');
    expect(await bulkhead.run(async () => 'next')).to.equal('next');
    expect(bulkhead.underWay).to.equal(0);
  });
});
