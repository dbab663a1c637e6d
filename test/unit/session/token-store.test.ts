import { expect } from 'chai';
import { MemoryTokenStore } from '../../../lib/session';

describe('The store of tokens in this process', () => {
  const token = { value: 'a', obtainedAt: 0 };
  let store: MemoryTokenStore;

  beforeEach(() => {
    store = new MemoryTokenStore();
  });

  it('forgets a token, unless another has taken its place', async () => {
    await store.remove('k', 'a');
    await store.write('k', token);
    await store.remove('k', 'b');
    expect(await store.read('k')).to.equal(token);
    await store.remove('k', 'a');
    expect(await store.read('k')).to.equal(undefined);
  });

  it('runs what is exclusive one after another for a key, whatever fails, and keeps none of it', async () => {
    const order: string[] = [];
    const task =
      (name: string, fails = false) =>
      async () => {
        order.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      };
    const [a, b, c] = await Promise.allSettled([
      store.exclusively('k', task('a', true)),
      store.exclusively('k', task('b')),
      store.exclusively('other', task('c')),
    ]);
    expect([a?.status, b?.status, c?.status]).to.deep.equal(['rejected', 'fulfilled', 'fulfilled']);
    expect(order.slice(0, 2)).to.deep.equal(['a begins', 'c begins']);
    expect(order.indexOf('b begins')).to.be.greaterThan(order.indexOf('a ends'));
    await new Promise((resolve) => setImmediate(resolve));
    const { tails } = store as unknown as { tails: Map<string, unknown> };
    expect(tails.size).to.equal(0);
  });

  it('keeps a place in the queue while others come', async () => {
    const order: number[] = [];
    const tasks = [1, 2, 3].map(async (number) => {
      for (let wait = 1; wait < number; wait += 1) await Promise.resolve();
      await store.exclusively('k', async () => {
        await new Promise((resolve) => setImmediate(resolve));
        order.push(number);
      });
    });
    await Promise.all(tasks);
    expect(order).to.deep.equal([1, 2, 3]);
  });
});
