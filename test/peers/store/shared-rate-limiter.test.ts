import { expect } from 'chai';
import { type RateLimiter, TRAVEL_MARGIN_MS } from '../../../lib/http/rate-limiter';
import type { SharedStore } from '../../../lib/store';
import { eventually } from '../../support/eventually';
import { FaultProxy } from '../../support/fault-proxy';
import { RedisServer } from '../../support/redis-server';
import { failureOf } from '../../support/servers';
import { NodeInProcess, processStore, QUICK } from './support';

const LIMITS = { calls: 20, windowMs: 2_500, concurrent: 1 };
/** In which no more than `calls` are given out; timers are late by some ms, and not each alike. */
const WINDOW_MS = LIMITS.windowMs + TRAVEL_MARGIN_MS;
const LATENESS_MS = 250;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Caller {
  rateLimiter: RateLimiter;
  store: SharedStore;
  times: number[];
}

/** Most of the times that lie within one window. */
function peak(times: number[], windowMs: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  const within = (from: number) => sorted.filter((time) => time >= from && time < from + windowMs).length;
  return Math.max(0, ...sorted.map(within));
}

/** Accounts, "What holds for every account": one limit of calls for all processes. */
describe('the shared limit of calls', function () {
  this.timeout(60_000);
  let server: RedisServer;
  let callers: Caller[];
  let proxy: FaultProxy | undefined;

  beforeEach(async () => {
    server = await RedisServer.start();
    callers = [];
  });

  afterEach(async () => {
    for (const { rateLimiter } of callers) rateLimiter.close?.();
    await Promise.all(callers.map(({ store }) => store.close()));
    await proxy?.stop();
    proxy = undefined;
    await server.kill();
  });

  const caller = (url?: string, withoutStore: 'keep' | 'leave' = 'keep'): Caller => {
    const store = processStore(server, url, { withoutStore });
    const account = { platform: 'mgm', baseUrl: 'http://127.0.0.1', identity: ['key'], secrets: ['secret'] };
    const made: Caller = { store, rateLimiter: store.account(account).rateLimiter(LIMITS), times: [] };
    callers.push(made);
    return made;
  };

  /** Makes calls, one after another, until the time is over; how each ended is its time, or nothing. */
  const callFor = async ({ rateLimiter, times }: Caller, ms: number): Promise<void> => {
    const end = performance.now() + ms;
    while (performance.now() < end) {
      const giveBack = await rateLimiter
        .take(AbortSignal.timeout(Math.ceil(Math.max(1, end - performance.now()))))
        .catch(() => undefined);
      if (!giveBack) continue;
      times.push(performance.now());
      giveBack();
    }
  };

  const peakOfAll = () =>
    peak(
      callers.flatMap(({ times }) => times),
      WINDOW_MS - LATENESS_MS,
    );

  it('is never exceeded, is used up, and is fair between processes that all have calls to make', async () => {
    const three = [caller(), caller(), caller()];
    await Promise.all(three.map((each) => callFor(each, QUICK.leaseMs + 2 * WINDOW_MS)));
    const counts = three.map(({ times }) => times.length);
    expect(peakOfAll()).to.be.within(LIMITS.calls - 2, LIMITS.calls);
    // Who comes first finds more to take; that is evened out as time goes on, and never more than half a window.
    expect(Math.max(...counts) - Math.min(...counts)).to.be.at.most(LIMITS.calls / 2);
  });

  it('leaves something to who comes later than one that has used what there was', async () => {
    const greedy = caller();
    void callFor(greedy, 20_000);
    await eventually('a half is used', () => greedy.times.length >= LIMITS.calls / 2, 20_000);
    const late = caller();
    const asked = performance.now();
    (await late.rateLimiter.take())();
    expect(performance.now() - asked).to.be.below(WINDOW_MS / 2);
    greedy.rateLimiter.close?.();
  });

  it('lets all that wait go in their order, and forgets one that gave up', async () => {
    const { rateLimiter } = caller();
    const order: number[] = [];
    const calls = [0, 1, 2, 3, 4].map(async (index) => {
      const signal = index === 2 ? AbortSignal.timeout(1) : undefined;
      (await rateLimiter.take(signal))();
      order.push(index);
    });
    const failed = (await Promise.allSettled(calls)).map(({ status }) => status === 'rejected');
    expect(failed).to.deep.equal([false, false, true, false, false]);
    expect(order).to.deep.equal([0, 1, 3, 4]);
  });

  it('a pause holds for all processes', async () => {
    const [first, second] = [caller(), caller()];
    (await first.rateLimiter.take())();
    first.rateLimiter.pause(2_000);
    const asked = performance.now();
    await wait(100);
    (await second.rateLimiter.take())();
    expect(performance.now() - asked).to.be.within(1_900, 10_000);
  });

  it('is not exceeded while the server dies, stays away and comes back with nothing', async () => {
    const three = [caller(), caller(), caller()];
    const calling = Promise.all(three.map((each) => callFor(each, 24_000)));
    await eventually('some have gone out', () => three.every(({ times }) => times.length > 3), 20_000);
    await wait(QUICK.leaseMs);
    await server.kill();
    const before = three.map(({ times }) => times.length);
    await wait(2 * WINDOW_MS + 6_000);
    expect(three.every(({ times }, index) => times.length > (before[index] ?? 0))).to.equal(true);
    await server.start();
    await calling;
    expect(peakOfAll()).to.be.at.most(LIMITS.calls);
    expect(three.every(({ store }) => store.state === 'up')).to.equal(true);
  });

  it('goes on with its part when cut off, and fails clearly when it leaves without the store or never had one', async () => {
    proxy = await FaultProxy.before(server.url);
    const cut = caller(proxy.url);
    const leaving = caller(proxy.url, 'leave');
    const other = new NodeInProcess(processStore(server), []);
    (await cut.rateLimiter.take())();
    (await leaving.rateLimiter.take())();
    await wait(QUICK.leaseMs);
    await proxy.set({ kind: 'refuse' });
    (await cut.rateLimiter.take())();
    expect(cut.store.state).to.equal('away');
    await eventually('its lease has ended', () => leaving.store.state === 'left');
    for (const each of [leaving, caller(proxy.url)]) {
      expect((await failureOf(each.rateLimiter.take())).code).to.equal('network:STORE');
    }
    await other.stop();
  });
});
