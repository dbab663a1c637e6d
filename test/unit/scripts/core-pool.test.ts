import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { CorePool } from '../../../scripts/core-pool';

describe('The cores that processes of tests share (CONTRIBUTING.md, "Commands")', () => {
  let started: string[];
  let ends: Map<string, () => void>;
  let pool: CorePool;

  beforeEach(() => {
    started = [];
    ends = new Map();
    pool = new CorePool(2);
  });

  const queue = (name: string, cores: number): Promise<void> =>
    pool.run(cores, () => {
      started.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    });

  async function end(name: string): Promise<void> {
    ends.get(name)?.();
    await turn();
  }

  it('are never more than there are, and whoever came first goes first', async () => {
    for (const name of ['a', 'b', 'c', 'd']) void queue(name, 1);
    await turn();
    expect(started).to.deep.equal(['a', 'b']);
    await end('b');
    expect(started).to.deep.equal(['a', 'b', 'c']);
    await end('a');
    expect(started).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('let work that mostly waits pass what wants more of them than are free', async () => {
    for (const [name, cores] of [
      ['waits', 0.3],
      ['computes', 1],
      ['computes too', 1],
      ['waits too', 0.3],
    ] as const)
      void queue(name, cores);
    await turn();
    expect(started).to.deep.equal(['waits', 'computes', 'waits too']);
    await end('computes');
    expect(started).to.include('computes too');
  });

  it('leave one of them to work that wants a whole one, which would else wait for all the others', async () => {
    for (const name of ['one', 'two', 'three', 'four']) void queue(name, 0.5);
    void queue('computes', 1);
    for (const name of ['five', 'six', 'seven']) void queue(name, 0.5);
    await turn();
    expect(started).to.deep.equal(['one', 'two', 'three', 'four']);
    await end('one');
    await end('two');
    expect(started.slice(4)).to.deep.equal(['computes']);
    await end('three');
    expect(started.slice(4)).to.deep.equal(['computes', 'five']);
  });

  it('are all free again after parts of them were taken many times, also by work that failed', async () => {
    const failed = await Promise.allSettled(
      Array.from({ length: 100 }, () => pool.run(0.3, () => Promise.reject(new Error('no')))),
    );
    expect(failed.every(({ status }) => status === 'rejected')).to.equal(true);
    void queue('a', 1);
    void queue('b', 1);
    await turn();
    expect(started).to.deep.equal(['a', 'b']);
  });

  it('do what wants more of them than the computer has, alone', async () => {
    void queue('large', 3);
    void queue('small', 0.1);
    await turn();
    expect(started).to.deep.equal(['large']);
    await end('large');
    expect(started).to.deep.equal(['large', 'small']);
  });
});
