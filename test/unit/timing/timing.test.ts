import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import fc from 'fast-check';
import { Backoff, deferred, delay, joinSignals, unlessAborted } from '../../../lib/timing';
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

describe('Growing delays (design: noise on every delay)', () => {
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
      { numRuns: 50 },
    );
  });
});

describe('A signal made of several', () => {
  it('fires with the first of them, also with one that has fired before', () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const joined = joinSignals(one.signal, undefined, two.signal);
    expect(joined.signal.aborted).to.equal(false);
    two.abort();
    expect(joined.signal.aborted).to.equal(true);
    expect(joinSignals(two.signal).signal.aborted).to.equal(true);
  });

  it('leaves no listener once it is released', () => {
    const { signal } = new AbortController();
    for (let count = 0; count < 100; count += 1) joinSignals(signal, new AbortController().signal).release();
    expect(listenersOf(signal)).to.equal(0);
  });
});
