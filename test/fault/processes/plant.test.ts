import { expect } from 'chai';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { provideRuntime } from '../../../scripts/runtimes';
import { eventually } from '../../support/eventually';
import { FaultProxy } from '../../support/fault-proxy';
import { PlantProcess } from '../../support/plant-process';
import { RedisServer } from '../../support/redis-server';
import { FollowedPlant } from './followed-plant';

const MACHINES = 300;
/** docs/platforms/mgm.md, "Calls": 200 a minute. */
const TOO_MANY_CALLS = 3009;
const SECRET = 'canary-secret-of-the-plant';

/** Most of the times that lie within one minute. */
function peak(times: readonly number[]): number {
  const within = (from: number) => times.filter((at) => at >= from && at < from + 60_000).length;
  return Math.max(0, ...times.map(within));
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Accounts, "What holds for every account", with three real Node-REDs that make as many calls as they are let all the time. */
describe('Three Node-REDs with one store', function () {
  this.timeout(120_000);
  let simulator: MgmSimulator;
  let machineIds: string[];
  let redis: RedisServer;
  let proxy: FaultProxy;
  let followed: FollowedPlant;
  let direct: PlantProcess;
  let other: PlantProcess;
  let proxied: PlantProcess;
  let stored = '';
  const split = { from: 0, to: 0 };

  const start = async (storeUrl: string, withoutStore: 'keep' | 'leave' = 'keep'): Promise<PlantProcess> =>
    PlantProcess.start({
      runtime: await provideRuntime('5.0'),
      platformUrl: simulator.apiUrl,
      appSecret: SECRET,
      machineIds,
      storeUrl,
      withoutStore,
    });

  /** Each is known as soon as it runs, so that it is stopped also where another could not start. */
  const startAll = async (withoutStore?: 'keep' | 'leave'): Promise<void> => {
    const started = await Promise.allSettled([
      start(redis.url, withoutStore).then((process) => {
        direct = process;
      }),
      start(redis.url, withoutStore).then((process) => {
        other = process;
      }),
      start(proxy.url, withoutStore).then((process) => {
        proxied = process;
      }),
    ]);
    for (const outcome of started) if (outcome.status === 'rejected') throw outcome.reason;
  };

  const evenly = async (processes: PlantProcess[], limitMs: number): Promise<number> => {
    const began = performance.now();
    const isEven = () => {
      const counts = processes.map(({ mine }) => mine);
      return (
        followed.total === MACHINES &&
        counts.reduce((sum, count) => sum + count, 0) === MACHINES &&
        Math.max(...counts) - Math.min(...counts) <= 1
      );
    };
    await eventually(`even over ${processes.length}`, isEven, limitMs).catch((error: Error) => {
      throw new Error(
        `${error.message}: ${processes.map(({ status }) => status)}; ${followed.total} followed`,
      );
    });
    return performance.now() - began;
  };

  before(async () => {
    simulator = new MgmSimulator({ machines: MACHINES, accounts: [{ appKey: 'plant', appSecret: SECRET }] });
    [redis] = await Promise.all([RedisServer.start(), simulator.start()]);
    machineIds = simulator.machineIds.slice(0, MACHINES);
    followed = new FollowedPlant(simulator);
    proxy = await FaultProxy.before(redis.url);
    await startAll();
  });

  after(async () => {
    await Promise.allSettled([direct?.stop(), other?.stop(), proxied?.stop()]);
    await proxy?.stop();
    await redis?.kill();
    await simulator?.stop();
  });

  afterEach(async () => {
    stored += await redis.everything();
  });

  it('divides 300 machines within one of even', async () => {
    await evenly([direct, other, proxied], 40_000);
    expect(followed.overlapsSince(0)).to.deep.equal([]);
  });

  it('takes over after a crash within 15 s: none twice, none lost', async () => {
    const crashed = Date.now();
    await direct.kill();
    await eventually('all followed again', () => followed.total === MACHINES, 15_000);
    console.log(`      all followed again after ${Date.now() - crashed} ms`);
    await evenly([other, proxied], 10_000);
    direct = await start(redis.url);
    await evenly([direct, other, proxied], 20_000);
    expect(followed.overlapsSince(crashed)).to.deep.equal([]);
  });

  it('a process that was frozen for 30 s sends nothing that it no longer holds', async () => {
    const frozen = Date.now();
    other.signal('SIGSTOP');
    const held = followed.total;
    await wait(30_000);
    expect(held).to.equal(MACHINES);
    expect(direct.mine + proxied.mine).to.equal(MACHINES);
    const woken = Date.now();
    other.signal('SIGCONT');
    await evenly([direct, other, proxied], 20_000);
    const unheld = other.sent.filter(
      ({ machineId, at }) => at >= woken && followed.lastBegun(machineId, at) < woken,
    );
    expect(unheld).to.deep.equal([]);
    expect(other.sent.filter(({ at }) => at > frozen + 1_000 && at < woken)).to.deep.equal([]);
    expect(other.sent.some(({ at }) => at > woken)).to.equal(true);
  });

  it('one that keeps its machines goes on when it is cut off; the epoch tells who has taken them over', async () => {
    split.from = Date.now();
    await proxy.set({ kind: 'refuse' });
    await eventually('it says so', () => proxied.status.includes('storeAway'), 10_000);
    await eventually('the others have all', () => direct.mine + other.mine === MACHINES, 15_000);
    console.log(`      taken over ${Date.now() - split.from} ms after the cut`);
    const since = Date.now();
    await wait(5_000);
    const kept = proxied.sent.filter(({ at }) => at > since);
    expect(new Set(kept.map(({ machineId }) => machineId)).size).to.be.above(50);
    const epochs = new Map(
      [...direct.sent, ...other.sent]
        .filter(({ at }) => at > since)
        .map(({ machineId, epoch }) => [machineId, epoch]),
    );
    for (const { machineId, epoch } of kept) expect(epoch).to.be.below(Number(epochs.get(machineId)));
    expect(proxied.status).to.include('storeAway');
    await proxy.heal();
    await evenly([direct, other, proxied], 20_000);
    split.to = Date.now();
    await wait(1_500);
    expect(followed.overlapsSince(split.to)).to.deep.equal([]);
  });

  it('takes over at once from one that is stopped', async () => {
    const stopped = Date.now();
    const gone = direct.stop();
    await eventually(
      'the others take all, long before a lease would be over',
      () => followed.total === MACHINES && followed.begunSince(stopped) > 0,
      5_000,
    );
    console.log(`      all followed again ${Date.now() - stopped} ms after a clean stop`);
    await gone;
    await evenly([other, proxied], 10_000);
    // Those of the process that was stopped have moved, and no others.
    expect(followed.begunSince(stopped)).to.equal(100);
    expect(followed.overlapsSince(stopped)).to.deep.equal([]);
    direct = await start(redis.url);
    await evenly([direct, other, proxied], 20_000);
  });

  it('without the store all go on with what they have, and settle by themselves when it is back', async () => {
    const since = Date.now();
    stored += await redis.everything();
    await redis.kill();
    const all = [direct, other, proxied];
    await eventually('all say so', () => all.every(({ status }) => status.includes('storeAway')), 15_000);
    await wait(12_000);
    expect(followed.total).to.equal(MACHINES);
    await redis.start();
    await evenly(all, 20_000);
    expect(followed.begunSince(since)).to.equal(0);
  });

  it('there were at most 200 calls in any minute, the split aside, and one login', () => {
    const { logins, refusals, calls } = simulator.statistics;
    const times = calls.map(({ time }) => time);
    const peaks = [times.filter((at) => at < split.from), times.filter((at) => at > split.to)].map(peak);
    console.log(`      ${calls.length} calls, at most ${peaks.join(' and ')} in a minute`);
    expect(Math.max(...peaks)).to.be.at.most(200);
    // They do call: a limit that is never near proves nothing, though a busy computer calls less often.
    expect(Math.max(...peaks)).to.be.above(100);
    // While it lasts the one that is cut off makes its part of the limit more.
    expect(peak(times)).to.be.at.most((200 * 4) / 3);
    expect(logins).to.have.length(1);
    // Called too often: only while the platform's minute still holds calls of the split.
    const tooMany = calls.filter(({ code }) => code === TOO_MANY_CALLS);
    const isOfTheSplit = ({ time }: { time: number }) => time >= split.from && time <= split.to + 60_000;
    expect(tooMany.filter((call) => !isOfTheSplit(call))).to.deep.equal([]);
    expect(tooMany.length).to.equal(refusals.get(TOO_MANY_CALLS) ?? 0);
    expect([...refusals.keys()].filter((code) => code !== TOO_MANY_CALLS)).to.deep.equal([]);
  });

  it('three that leave their machines are never two at one, cut off or without a store, and find together again', async () => {
    const keepers = [direct, other, proxied];
    await Promise.all(keepers.map((each) => each.stop()));
    const since = Date.now();
    await startAll('leave');
    const all = [direct, other, proxied];
    await evenly(all, 40_000);
    const cut = Date.now();
    await proxy.set({ kind: 'refuse' });
    await eventually('it has left', () => proxied.status.includes('storeLost'), 10_000);
    await eventually('the others have all', () => direct.mine + other.mine === MACHINES, 15_000);
    await eventually('all are followed', () => followed.total === MACHINES, 15_000 - (Date.now() - cut));
    await proxy.heal();
    await evenly(all, 20_000);
    await redis.kill();
    await eventually('all have left', () => all.every(({ status }) => status.includes('storeLost')), 12_000);
    // The platform sees the sockets end a moment after the processes have let them go.
    await eventually('nothing is followed', () => followed.total === 0, 2_000);
    await redis.start();
    await evenly(all, 30_000);
    expect(followed.overlapsSince(since)).to.deep.equal([]);
  });

  it('the store never held a secret or a token', () => {
    expect(stored).to.include('owners');
    expect(stored).not.to.include(SECRET);
    for (const token of simulator.tokens) expect(stored).not.to.include(token);
  });
});
