import { expect } from 'chai';
import fc from 'fast-check';
import { SlidingWindowLimiter } from '../../../lib/http';
import { hurried } from '../../support/fake-clock';
import { failureOf } from '../../support/servers';

/** The margin that the rate limiter adds to the platform's window. */
const MARGIN_MS = 1_500;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Timers of this process, mocha's limit of an asynchronous test included. */
const timers = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;

describe('The rate limiter (docs/behaviour.md, "Rate": calls wait, in order, and none is lost)', () => {
  it(
    'never lets more calls go in any window, in order, whatever the arrivals',
    hurried(async () => {
      const arrivals = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 24 });
      const limits = fc.record({
        calls: fc.integer({ min: 1, max: 6 }),
        concurrent: fc.integer({ min: 1, max: 4 }),
      });
      const run = async (gaps: number[], { calls, concurrent }: { calls: number; concurrent: number }) => {
        const windowMs = 60 - MARGIN_MS;
        const rateLimiter = new SlidingWindowLimiter({ calls, windowMs, concurrent });
        const starts: { index: number; at: number }[] = [];
        let underWay = 0;
        const work: Promise<void>[] = [];
        for (const [index, gap] of gaps.entries()) {
          if (gap > 0) await pause(gap);
          const call = async () => {
            const giveBack = await rateLimiter.take();
            starts.push({ index, at: performance.now() });
            underWay += 1;
            expect(underWay).to.be.at.most(concurrent);
            await pause(gap / 2);
            underWay -= 1;
            giveBack();
            giveBack();
          };
          work.push(call());
        }
        await Promise.all(work);
        expect(starts.map(({ index }) => index)).to.deep.equal(gaps.map((_gap, index) => index));
        for (const [position, { at }] of starts.entries()) {
          const later = starts[position + calls];
          if (later) expect(later.at - at).to.be.at.least(60);
        }
      };
      // Side by side: the cases spend their time waiting.
      const cases = fc.sample(fc.tuple(arrivals, limits), 60);
      await Promise.all(cases.map(([gaps, limit]) => run(gaps, limit)));
    }),
  );

  it(
    'gives a place up when its call is given up, and the next one moves up',
    hurried(async () => {
      const rateLimiter = new SlidingWindowLimiter({ calls: 10, windowMs: 1_000, concurrent: 1 });
      const giveBack = await rateLimiter.take();
      const abort = new AbortController();
      const second = rateLimiter.take(abort.signal);
      const third = rateLimiter.take();
      abort.abort();
      for (const given of [second, rateLimiter.take(abort.signal)]) {
        const error = await failureOf(given);
        expect(error).to.include({ code: 'aborted', message: 'Given up while waiting for the rate limit' });
      }
      giveBack();
      (await third)();
    }),
  );

  it(
    'lets nothing go while the platform asked for a pause; the longest asked for counts',
    hurried(async () => {
      const rateLimiter = new SlidingWindowLimiter({ calls: 10, windowMs: 1_000, concurrent: 5 });
      const start = performance.now();
      rateLimiter.pause(120);
      rateLimiter.pause(20);
      await Promise.all([rateLimiter.take(), rateLimiter.take()]);
      expect(performance.now() - start).to.be.within(115, 400);
    }),
  );

  it('leaves no timer behind when those who waited have gone', async () => {
    const rateLimiter = new SlidingWindowLimiter({ calls: 1, windowMs: 60_000, concurrent: 1 });
    (await rateLimiter.take())();
    const before = timers();
    const abort = new AbortController();
    const other = new AbortController();
    const waiting = [rateLimiter.take(abort.signal), rateLimiter.take(other.signal)].map(failureOf);
    expect(timers()).to.equal(before + 1);
    other.abort();
    expect(timers()).to.equal(before + 1);
    abort.abort();
    await Promise.all(waiting);
    expect(timers()).to.equal(before);
    rateLimiter.pause(60_000);
    expect(timers()).to.equal(before);
  });
});
