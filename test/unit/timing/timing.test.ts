import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import fc from 'fast-check';
import { Backoff, deferred, delay, TaskGroup, unlessAborted } from '../../../lib/async/timing';
import { failureOf } from '../../support/servers';

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

describe('Waiting', () => {
  it('ends at its time, or at once when it is given up, and listens no longer', async () => {
    const { signal } = new AbortController();
    await delay(1, signal);
    expect(listenersOf(signal)).to.equal(0);
    const abort = new AbortController();
    const waiting = failureOf(delay(60_000, abort.signal));
    abort.abort();
    expect(await waiting).to.include({ code: 'aborted', retryable: false });
    expect(await failureOf(delay(60_000, abort.signal))).to.include({ code: 'aborted' });
  });

  it('for a promise passes its outcome on, or is given up before', async () => {
    const abort = new AbortController();
    expect(await unlessAborted(Promise.resolve(5), abort.signal)).to.equal(5);
    expect(await unlessAborted(Promise.resolve(6))).to.equal(6);
    const never = deferred<void>();
    const waiting = failureOf(unlessAborted(never.promise, abort.signal));
    abort.abort();
    expect(await waiting).to.include({ code: 'aborted' });
    never.reject(new Error('late failures are nobody’s'));
    await delay(1);
  });
});

describe('Growing delays (docs/behaviour.md, "Repeats": noise on each delay)', () => {
  it('lie between half and the whole of what they may be, and begin anew after a reset', () => {
    const settings = fc.record({
      firstMs: fc.integer({ min: 1, max: 5_000 }),
      longestMs: fc.integer({ min: 1, max: 60_000 }),
    });
    fc.assert(
      fc.property(settings, fc.integer({ min: 0, max: 2_000 }), (given, failures) => {
        const backoff = new Backoff(given);
        for (let count = 0; count <= failures; count += 1) {
          const ceiling = Math.min(given.longestMs, given.firstMs * 2 ** count);
          expect(backoff.next()).to.be.within(Math.floor(ceiling / 2), ceiling);
        }
        backoff.reset();
        expect(backoff.next()).to.be.at.most(Math.min(given.firstMs, given.longestMs));
      }),
    );
  });
});

describe('Tasks that are given up together', () => {
  const untilGivenUp = (signal: AbortSignal) => delay(60_000, signal);

  it('are given up by the close of the group, those that come later at once', async () => {
    const group = new TaskGroup();
    const failures = [1, 2].map(() => failureOf(group.run(untilGivenUp)));
    expect(group.size).to.equal(2);
    group.close();
    const codes = (await Promise.all([...failures, failureOf(group.run(untilGivenUp))])).map(
      ({ code }) => code,
    );
    expect(codes).to.deep.equal(['aborted', 'aborted', 'aborted']);
    expect([group.size, group.isClosed]).to.deep.equal([0, true]);
  });

  it('are given up each by who asked for it, also before it began', async () => {
    const group = new TaskGroup();
    const [asked, other] = [new AbortController(), new AbortController()];
    const failing = failureOf(group.run(untilGivenUp, asked.signal));
    const going = failureOf(group.run(untilGivenUp, other.signal));
    asked.abort();
    expect((await failing).code).to.equal('aborted');
    expect((await failureOf(group.run(untilGivenUp, asked.signal))).code).to.equal('aborted');
    expect(group.size).to.equal(1);
    other.abort();
    await going;
  });

  it('leave no listener behind', async () => {
    const { signal } = new AbortController();
    const group = new TaskGroup();
    for (let count = 0; count < 100; count += 1) await group.run(async () => undefined, signal);
    expect(listenersOf(signal)).to.equal(0);
  });
});
