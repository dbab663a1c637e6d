import { EventEmitter } from 'node:events';
import { inspect } from 'node:util';
import type { Clock } from '@sinonjs/fake-timers';
import { expect } from 'chai';
import { delay } from '../../../lib/async/timing';
import { StoreUnreachable } from '../../../lib/errors';
import { Membership } from '../../../lib/store/membership';
import type { RedisConnection } from '../../../lib/store/redis-connection';
import type { StoreSettings } from '../../../lib/store/settings';
import { SharedRateLimiter } from '../../../lib/store/shared-rate-limiter';
import { fakeClock } from '../../support/fake-clock';

/** A server that answers heartbeats as a test has it, until it goes away. */
class OddServer extends EventEmitter {
  isAway = false;

  constructor(private readonly heartbeat: unknown) {
    super();
  }

  async run(script: string): Promise<unknown> {
    if (this.isAway) throw new StoreUnreachable('gone', 'unreachable');
    return script === 'HEARTBEAT' ? this.heartbeat : 0;
  }
}

/** Whoever may write to the store can stop calls, and no more (SECURITY.md, "Against whom"). */
describe('What a hostile store says of its members', () => {
  const timings = { heartbeatMs: 1_000, leaseMs: 5_000, marginMs: 500 };
  let clock: Clock;

  beforeEach(() => {
    clock = fakeClock();
  });
  afterEach(() => clock.uninstall());

  for (const count of [2 ** 63, '1e308', 'abc', null, -1, Number.NaN, { a: 1 }]) {
    it(`lets through no more calls than the limit once it is away: ${inspect(count)}`, async () => {
      const server = new OddServer([1, count]);
      const redis = server as unknown as RedisConnection;
      const settings = { withoutStore: 'keep' } as StoreSettings;
      const member = new Membership(redis, settings, timings as ConstructorParameters<typeof Membership>[2]);
      await member.beat();
      expect(member.count).to.be.within(1, 1_000);
      const limiter = new SharedRateLimiter(
        'calls',
        { calls: 60, windowMs: 60_000, concurrent: 4 },
        redis,
        member,
      );
      server.isAway = true;
      let through = 0;
      for (let call = 0; call < 500; call += 1) {
        limiter.take().then(
          (giveBack) => {
            through += 1;
            giveBack();
          },
          () => undefined,
        );
      }
      await clock.tickAsync(60_000);
      expect(through).to.be.at.most(60);
      limiter.close();
      await member.close();
    });
  }

  it('no wait is so long that it is none', async () => {
    for (const ms of [2 ** 31, 1e308, Number.NaN]) {
      let isOver = false;
      const ends = new AbortController();
      delay(ms, ends.signal).then(
        () => {
          isOver = true;
        },
        () => undefined,
      );
      await clock.tickAsync(60_000);
      expect(isOver, String(ms)).to.equal(false);
      ends.abort();
    }
  });
});
