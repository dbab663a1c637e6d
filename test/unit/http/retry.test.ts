import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { type FailureKind, NetworkError, PlatformError, TimeoutError } from '../../../lib/errors';
import { withRetries } from '../../../lib/http/retry';
import { TimeLimit } from '../../../lib/http/time-limit';
import { hurried } from '../../support/fake-clock';
import { failureOf } from '../../support/servers';

const platformError = (kind: FailureKind, more: object = {}) =>
  new PlatformError('no', { code: 'x:1', kind, retryable: true, ...more });

/** How often an attempt was made that fails like this, after so long. */
async function attempts(error: () => Error, safety: 'safe' | 'change' = 'safe', tookMs = 0): Promise<number> {
  let count = 0;
  await failureOf(
    withRetries(async () => {
      count += 1;
      if (tookMs > 0) await new Promise((resolve) => setTimeout(resolve, tookMs));
      throw error();
    }, safety),
  );
  return count;
}

describe('Repeats (docs/behaviour.md, "Repeats")', () => {
  it('are made of nothing that waits for somebody, a device that is off included', async () => {
    for (const kind of ['auth', 'offline'] as const)
      expect(await attempts(() => platformError(kind)), kind).to.equal(1);
    expect(await attempts(() => platformError('conflict', { retryable: false }))).to.equal(1);
  });

  it('are not made of a call within the call, which had its own', async () => {
    const inner = () => Object.assign(platformError('platform'), { operation: 'login' });
    expect(await attempts(inner)).to.equal(1);
  });

  it('are not made of a change that may have arrived', async () => {
    expect(await attempts(() => new NetworkError('ECONNRESET', 'cut'), 'change')).to.equal(1);
    expect(await attempts(() => platformError('platform'), 'change')).to.equal(1);
  });

  it(
    'are made of a change that came too soon: 429 says that nothing was done',
    hurried(async () => {
      const soon = () => platformError('rate-limit', { httpStatus: 429, retryAfterMs: 1 });
      expect(await attempts(soon, 'change')).to.equal(4);
      const late = platformError('rate-limit', { httpStatus: 429, retryAfterMs: 60_001 });
      expect(await attempts(() => late, 'change')).to.equal(1);
    }),
  );

  it(
    'begin no later than 40 s after the first attempt, except where the platform wants fewer calls',
    hurried(async () => {
      expect(await attempts(() => new TimeoutError('late'), 'safe', 41_000)).to.equal(1);
      const soon = () => platformError('rate-limit', { retryAfterMs: 1 });
      expect(await attempts(soon, 'safe', 41_000)).to.equal(4);
      const sum = () => platformError('platform', { retryAfterMs: 39_000 });
      expect(await attempts(sum, 'safe', 1_500)).to.equal(1);
    }, 500),
  );

  it('do not wait longer than a minute', async () => {
    const error = platformError('rate-limit', { retryAfterMs: 60_001 });
    expect(await attempts(() => error)).to.equal(1);
    expect(error.attempts).to.equal(1);
  });

  it(
    'are four attempts in all, each told its number',
    hurried(async () => {
      const numbers: number[] = [];
      const { value, attempts: made } = await withRetries(async (number) => {
        numbers.push(number);
        if (number < 4) throw platformError('rate-limit');
        return 'done';
      }, 'safe');
      expect([numbers, value, made]).to.deep.equal([[1, 2, 3, 4], 'done', 4]);
    }),
  );
});

describe('A time limit', () => {
  it(
    'fires once its time is up, says so, and counts anew from a restart',
    hurried(async () => {
      const limit = new TimeLimit(40, undefined);
      const fired = new Promise((resolve) => limit.signal.addEventListener('abort', resolve));
      await fired;
      expect(limit.timedOut).to.equal(true);
      limit.restart();
      limit.end();
    }),
  );

  it('lets go of its caller when it ends, and does not fire for him any more', () => {
    const outer = new AbortController();
    const limit = new TimeLimit(10_000, outer.signal);
    expect(getEventListeners(outer.signal, 'abort')).to.have.length(1);
    limit.end();
    expect(getEventListeners(outer.signal, 'abort')).to.have.length(0);
    outer.abort();
    expect(limit.signal.aborted).to.equal(false);
  });

  it('fires when its caller gives up, before or later, and is then no longer timed', () => {
    for (const before of [true, false]) {
      const outer = new AbortController();
      if (before) outer.abort();
      const limit = new TimeLimit(10_000, outer.signal);
      if (!before) outer.abort();
      expect([limit.signal.aborted, limit.timedOut]).to.deep.equal([true, false]);
      limit.end();
    }
  });

  it(
    'counts no time while it pauses',
    hurried(async () => {
      const limit = new TimeLimit(20, undefined);
      limit.pause();
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(limit.signal.aborted).to.equal(false);
      limit.end();
    }),
  );
});
