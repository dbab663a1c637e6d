import { expect } from 'chai';
import { PlatformError } from '../../../lib/errors';
import { PlatformClock } from '../../../lib/http';
import { OmsClient } from '../../../lib/oms';
import { QuectelClient } from '../../../lib/quectel';
import { OmsSimulator } from '../../../lib/simulator/oms/oms-simulator';
import { QuectelSimulator } from '../../../lib/simulator/quectel/quectel-simulator';
import { failureOf } from '../../support/servers';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const dateOf = (time: number) => new Date(time).toUTCString();

describe('The platform’s clock (docs/behaviour.md, "Login and token": signatures and lives follow its Date)', () => {
  let steady: number;
  let told: number[];
  let clock: PlatformClock;
  const learn = (time: number, more = {}) =>
    clock.learn({ headers: { date: dateOf(time), ...more } }, steady);

  beforeEach(() => {
    steady = 5_000_000;
    told = [];
    clock = new PlatformClock(
      (aheadMs) => told.push(aheadMs),
      () => steady,
    );
  });

  it('is the computer’s until an answer tells another', () => {
    expect(clock.isKnown).to.equal(false);
    expect(clock.now()).to.be.closeTo(Date.now(), 1_000);
    for (const headers of [{}, { date: '' }, { date: 'yesterday' }]) clock.learn({ headers }, steady);
    expect(clock.isKnown).to.equal(false);
    learn(Date.now() + 3_000);
    expect(clock.isKnown).to.equal(true);
    expect(clock.now()).to.be.closeTo(Date.now(), 1_000);
    expect(told).to.deep.equal([]);
  });

  it('is what the last answer said and what has passed since, and who asks hears of it once', () => {
    const platform = Date.now() + 3 * HOUR_MS;
    learn(platform);
    expect(told).to.deep.equal([]);
    expect(clock.now()).to.be.closeTo(platform, 1_000);
    steady += HOUR_MS;
    expect(clock.now()).to.be.closeTo(platform + HOUR_MS, 1_000);
    expect(told).to.have.length(1);
    expect(told[0]).to.be.closeTo(-3 * HOUR_MS, 2_000);
    learn(Date.now() - HOUR_MS);
    expect(clock.now()).to.be.closeTo(Date.now() - HOUR_MS, 2_000);
    expect(told).to.have.length(1);
  });

  it('counts the time that an answer was on its way or in a cache', () => {
    const platform = Date.now() - HOUR_MS;
    clock.learn({ headers: { date: dateOf(platform) } }, steady - 8_000);
    expect(clock.now()).to.be.closeTo(platform + 4_000, 1_000);
    learn(platform - 100_000, { age: '100' });
    expect(clock.now()).to.be.closeTo(platform, 1_000);
  });

  it('is tried once more with what a refusal tells, and not where it tells nothing new', async () => {
    const platform = Date.now() + HOUR_MS;
    const times: number[] = [];
    const refuse = (error: Error) => async (now: number) => {
      times.push(now);
      learn(platform);
      throw error;
    };
    const refusal = new PlatformError('too old', { code: 'x:1', kind: 'auth', retryable: false });
    expect(await failureOf(clock.signed(refuse(refusal)))).to.equal(refusal);
    expect(times).to.have.length(2);
    expect(times[1]).to.be.closeTo(platform, 1_000);
    await failureOf(clock.signed(refuse(refusal)));
    expect(times).to.have.length(3);
  });
});

for (const hours of [-3, 24 * 400]) {
  describe(`A computer whose clock is ${-hours} hours ahead of the platform’s`, () => {
    const now = () => Date.now() + hours * HOUR_MS;

    it('logs in at Quectel, and says so once (docs/platforms/quectel.md, "Token": within ten minutes of the platform’s clock)', async () => {
      const accounts = [{ accessKey: 'key', accessSecret: 'secret-secret', number: '000000026106' }];
      const simulator = new QuectelSimulator({ now, accounts, reportIntervalMs: 0 });
      await simulator.start();
      const told: number[] = [];
      const client = new QuectelClient({
        baseUrl: simulator.origin,
        accessKey: 'key',
        accessSecret: 'secret-secret',
        onClockOff: (ms) => told.push(ms),
      });
      try {
        const first = await client.session.token();
        client.session.refused(first, 'expired');
        await client.session.token();
        expect(told).to.have.length(1);
        expect(told[0]).to.be.closeTo(-hours * HOUR_MS, 3_000);
      } finally {
        client.close();
        await simulator.stop();
      }
    });

    it('signs for OMS with the platform’s time, and reads the life of its token by it (docs/platforms/oms.md, "Token")', async () => {
      const apps = [{ appId: 'key', appSecret: 'secret-secret' }];
      const simulator = new OmsSimulator({ now, apps, devices: 1, logEntries: 1, logSize: 10 });
      await simulator.start();
      const client = new OmsClient({ baseUrl: simulator.origin, appId: 'key', appSecret: 'secret-secret' });
      try {
        const first = await client.session.token();
        const life = (first.expiresAt ?? 0) - first.obtainedAt;
        expect(life).to.be.closeTo(2 * HOUR_MS, 3_000);
        client.session.refused(first, 'expired');
        await client.session.token();
        const logins = simulator.log.entries.filter(({ path }) => path.endsWith('/auth/token'));
        const { timestamp } = JSON.parse(logins.at(-1)?.body ?? '{}') as { timestamp: string };
        expect(Number(timestamp)).to.be.closeTo(now(), 3_000);
      } finally {
        client.close();
        await simulator.stop();
      }
    });
  });
}
