import { expect } from 'chai';
import { AbortedError } from '../../../lib/errors';
import { ByteBudget } from '../../../lib/http/byte-budget';

const KILOBYTE = 1024;
const FREE = 32 * KILOBYTE;
const never = new AbortController().signal;

/** Lets everything go on that can. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('A budget of bytes (SECURITY: bounded memory, whatever the platforms send)', () => {
  const take = (budget: ByteBudget, bytes: number, signal = never) => {
    const share = budget.share();
    const state = { granted: false, failure: undefined as unknown };
    const more = async (count: number, until = signal) => {
      state.granted = false;
      try {
        await share.add(count, until);
        state.granted = true;
      } catch (thrown) {
        state.failure = thrown;
      }
    };
    void more(bytes);
    return { state, more: (count: number) => void more(count), giveBack: () => share.giveBack() };
  };

  it('lets small ones through however full it is', async () => {
    const budget = new ByteBudget(100 * KILOBYTE);
    take(budget, FREE + 1_000 * KILOBYTE);
    expect(budget.share().add(FREE, never)).to.equal(undefined);
  });

  it('lets others wait for their turn, first come, first served', async () => {
    const budget = new ByteBudget(100 * KILOBYTE);
    const first = take(budget, FREE + 90 * KILOBYTE);
    const second = take(budget, FREE + 20 * KILOBYTE);
    const third = take(budget, FREE + 5 * KILOBYTE);
    await turn();
    expect([first, second, third].map(({ state }) => state.granted)).to.deep.equal([true, false, false]);
    first.giveBack();
    await turn();
    expect([second, third].map(({ state }) => state.granted)).to.deep.equal([true, true]);
  });

  it('lets the one that began first go beyond it, so that none wait for each other', async () => {
    const budget = new ByteBudget(100 * KILOBYTE);
    const first = take(budget, FREE + 50 * KILOBYTE);
    const second = take(budget, FREE + 50 * KILOBYTE);
    await turn();
    second.more(50 * KILOBYTE);
    await turn();
    expect(second.state.granted).to.equal(false);
    first.more(500 * KILOBYTE);
    await turn();
    expect([first, second].map(({ state }) => state.granted)).to.deep.equal([true, false]);
    first.giveBack();
    await turn();
    expect(second.state.granted).to.equal(true);
  });

  it('lets go of one that gives up, and of its place in the queue', async () => {
    const budget = new ByteBudget(100 * KILOBYTE);
    const first = take(budget, FREE + 50 * KILOBYTE);
    const abort = new AbortController();
    const second = take(budget, FREE + 90 * KILOBYTE, abort.signal);
    const third = take(budget, FREE + 50 * KILOBYTE);
    await turn();
    expect(third.state.granted).to.equal(false);
    abort.abort();
    await turn();
    expect(second.state.failure).to.be.instanceOf(AbortedError);
    expect(third.state.granted).to.equal(true);
    first.giveBack();
    third.giveBack();
    const whole = take(budget, FREE + 100 * KILOBYTE);
    await turn();
    expect(whole.state.granted).to.equal(true);
  });
});
