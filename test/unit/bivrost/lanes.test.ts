import { expect } from 'chai';
import { Lanes } from '../../../lib/bivrost/watch/lanes';
import { type Deferred, deferred } from '../../../lib/timing';

describe('Lanes (bounded concurrency, an offline machine never delays others)', () => {
  /** Tasks that end when they are told to. */
  function tasks(lanes: Lanes, count: number) {
    const begun: number[] = [];
    const ends: Deferred<void>[] = Array.from({ length: count }, () => deferred<void>());
    const runs = ends.map(({ promise }, index) =>
      lanes.run(() => {
        begun.push(index);
        return promise;
      }),
    );
    return { begun, ends, all: Promise.all(runs) };
  }

  const settle = () => new Promise((resolve) => setImmediate(resolve));

  it('run so many at a time, in their order', async () => {
    const lanes = new Lanes({ quick: 2, slow: 1, patienceMs: 60_000 });
    const { begun, ends, all } = tasks(lanes, 4);
    await settle();
    expect(begun).to.deep.equal([0, 1]);
    ends[1]?.resolve();
    await settle();
    expect(begun).to.deep.equal([0, 1, 2]);
    for (const { resolve } of ends) resolve();
    await all;
    expect(begun).to.deep.equal([0, 1, 2, 3]);
    expect(lanes.underWay).to.equal(0);
  });

  it('let others pass what takes long, up to a bound', async () => {
    const lanes = new Lanes({ quick: 1, slow: 2, patienceMs: 20 });
    const { begun, ends, all } = tasks(lanes, 5);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(begun).to.deep.equal([0, 1, 2]);
    expect(lanes.underWay).to.equal(3);
    for (const { resolve } of ends) resolve();
    await all;
    expect(lanes.underWay).to.equal(0);
  });

  it('give the place back when a task fails', async () => {
    const lanes = new Lanes({ quick: 1, slow: 1, patienceMs: 60_000 });
    const failure = await lanes
      .run(() => Promise.reject(new Error('no')))
      .catch((error: Error) => error.message);
    expect(failure).to.equal('no');
    expect(await lanes.run(async () => 'next')).to.equal('next');
    expect(lanes.underWay).to.equal(0);
  });
});
