import { expect } from 'chai';
import { deferred } from '../../../lib/async/timing';
import { AbortedError, NetworkError, PlatformError } from '../../../lib/errors';
import { MemoryTokenStore, type Session, type SessionState, type Token } from '../../../lib/session';
import { failureOf } from '../../support/servers';
import { refusal, settled, TestPlatform } from './support';

describe('What a session tells of itself', () => {
  let platform: TestPlatform;
  let session: Session;
  let told: string[];

  beforeEach(() => {
    platform = new TestPlatform();
    session = platform.session();
    told = [];
    session.on('change', ({ name }: SessionState) => told.push(name));
  });

  afterEach(() => session.close());

  it('is each change once, and a renewed token although it is live before and after', async () => {
    expect(session.state).to.deep.equal({ name: 'idle' });
    const token = await session.token();
    expect(told.splice(0)).to.deep.equal(['logging-in', 'live']);
    platform.now += platform.lifeMs - 60_000;
    await session.token();
    await settled();
    expect(told.splice(0)).to.deep.equal(['live']);
    session.refused({ ...token, value: 'another' }, 'expired');
    expect(session.state.name).to.equal('live');
    session.refused(token, 'expired');
    session.refused(token, 'expired');
    expect(session.state).to.deep.equal({ name: 'idle' });
    expect(told.splice(0)).to.deep.equal(['idle']);
  });

  it('is told once while a refused login pauses', async () => {
    platform.loginFailure = refusal();
    for (let count = 0; count < 3; count += 1) await failureOf(session.token());
    expect(told).to.deep.equal(['logging-in', 'refused']);
    expect(session.state).to.include({ until: platform.now + 60_000, error: platform.loginFailure });
  });

  it('names no end of a token that has none', async () => {
    platform.login = async () => ({ value: 'endless', obtainedAt: platform.now });
    await session.token();
    expect(session.state).to.deep.equal({ name: 'live' });
  });

  it('is nothing more once the account is closed; a login under way brings nobody a token', async () => {
    const answer = deferred<Token>();
    platform.login = () => answer.promise;
    const asked = session.token();
    await settled();
    session.close();
    answer.resolve({ value: 'late', obtainedAt: platform.now });
    const error = await failureOf(asked);
    expect(error).to.be.instanceOf(AbortedError);
    expect(error.message).to.equal('The account was closed');
    expect(session.state.name).to.equal('logging-in');
    expect(told).to.deep.equal(['logging-in']);
  });
});

describe('A token that has ended', () => {
  let platform: TestPlatform;
  let session: Session;

  beforeEach(async () => {
    platform = new TestPlatform();
    session = platform.session();
    await session.token();
    platform.now += platform.lifeMs;
  });

  afterEach(() => session.close());

  it('is prolonged where the platform can do that', async () => {
    expect((await session.token()).value).to.equal('token-1');
    expect(platform).to.include({ renewals: 1, logins: 1 });
  });

  it('is replaced by a login where the platform cannot, or will not', async () => {
    Object.assign(platform, { renewsExpired: false });
    expect((await session.token()).value).to.equal('token-2');
    expect(platform.renewals).to.equal(0);
    Object.assign(platform, { renewsExpired: true });
    platform.now += platform.lifeMs;
    platform.renewalFailure = refusal();
    expect((await session.token()).value).to.equal('token-3');
  });

  it('is replaced by a login where it lacks what its renewal must present', async () => {
    Object.assign(platform, { canRenew: () => false });
    expect((await session.token()).value).to.equal('token-2');
    expect(platform.renewals).to.equal(0);
  });

  it('costs no login when its renewal failed in passing', async () => {
    platform.renewalFailure = new NetworkError('ECONNRESET', 'cut');
    const { stack } = platform.renewalFailure;
    expect(await failureOf(session.token())).to.include({ code: 'network:ECONNRESET', stack });
    expect(platform.logins).to.equal(1);
  });

  it('costs no login once the account is closed', async () => {
    platform.renew = async () => {
      session.close();
      throw refusal();
    };
    await failureOf(session.token());
    expect(platform.logins).to.equal(1);
  });

  it('is not asked to be renewed where the platform has no renewal', async () => {
    Object.assign(platform, { renew: undefined });
    expect((await session.token()).value).to.equal('token-2');
    platform.now += platform.lifeMs - 60_000;
    await session.token();
    await settled();
    expect((await session.token()).value).to.equal('token-3');
  });
});

describe('An early renewal', () => {
  const store = new MemoryTokenStore();
  let platform: TestPlatform;
  let session: Session;

  beforeEach(async () => {
    platform = new TestPlatform();
    session = platform.session(store);
    await session.token();
  });

  afterEach(async () => {
    session.close();
    await store.remove('account', (await store.read('account'))?.value ?? '');
  });

  const inWindow = () => {
    platform.now += platform.lifeMs - 60_000;
  };
  const ask = async (times = 1) => {
    for (let count = 0; count < times; count += 1) await session.token();
    await settled();
  };

  it('does not begin before its time', async () => {
    platform.now += platform.lifeMs - 600_001;
    await ask();
    expect(platform.renewals).to.equal(0);
    platform.now += 1;
    await ask();
    expect(platform.renewals).to.equal(1);
  });

  it('runs once, whoever asks, and after a failure not before a growing pause is over', async () => {
    inWindow();
    platform.renewalFailure = new NetworkError('ECONNRESET', 'cut');
    await ask(10);
    expect(platform.renewals).to.equal(1);
    platform.now += 499;
    await ask();
    expect(platform.renewals).to.equal(1);
    platform.now += 501;
    await ask(10);
    expect(platform.renewals).to.equal(2);
    platform.now += 999;
    await ask();
    expect(platform.renewals).to.equal(2);
    platform.now += 1_001;
    platform.renewalFailure = undefined;
    await ask();
    expect(platform.renewals).to.equal(3);
    inWindow();
    platform.renewalFailure = new NetworkError('ECONNRESET', 'cut');
    await ask();
    platform.now += 1_000;
    await ask();
    expect(platform.renewals, 'the pause begins anew after a success').to.equal(5);
  });

  it('takes what another session of the account has renewed, unless that was refused', async () => {
    const other = platform.session(store);
    await other.token();
    inWindow();
    await other.token();
    await settled();
    expect(platform.renewals).to.equal(1);
    await ask();
    expect(platform.renewals).to.equal(1);
    expect(session.state).to.deep.include({ expiresAt: platform.now + platform.lifeMs });
    inWindow();
    const refused = { value: 'refused', obtainedAt: platform.now };
    await store.write('account', refused);
    session.refused(refused, 'invalid');
    await ask();
    expect(platform.renewals).to.equal(2);
    other.close();
  });

  it('that failed for good costs a login only where the platform itself said so', async () => {
    inWindow();
    const passing = new PlatformError('busy', { code: 'x:5', kind: 'platform', retryable: true });
    const unsafe = new NetworkError('CERT_HAS_EXPIRED', 'expired', { retryable: false });
    for (const failure of [passing, unsafe]) {
      platform.renewalFailure = failure;
      await ask();
      expect(platform.logins, failure.message).to.equal(1);
      platform.now += 2_000;
    }
    platform.renewalFailure = refusal();
    await ask();
    expect(platform.logins).to.equal(2);
  });
});

describe('Tokens that no platform would hand out', () => {
  it('are refused: each is looked for in every text that is shown', async () => {
    const platform = new TestPlatform();
    const session = platform.session(new MemoryTokenStore());
    platform.tokenEnd = 'x'.repeat(10_000);
    const error = await session.token().catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'session:token-too-long', retryable: false });
    session.close();
  });
});

describe('Tokens that were refused', () => {
  it('are not taken from the store again; sixteen are remembered', async () => {
    const old = (number: number) => ({ value: `old-${number}`, obtainedAt: 0 });
    for (const [refused, expected] of [
      [16, 'token-1'],
      [17, 'old-1'],
    ] as const) {
      const platform = new TestPlatform();
      const store = new MemoryTokenStore();
      const session = platform.session(store);
      for (let number = 1; number <= refused; number += 1) session.refused(old(number), 'invalid');
      await store.write('account', old(1));
      expect((await session.token()).value).to.equal(expected);
      session.close();
    }
  });

  it('are taken out of the store', async () => {
    const platform = new TestPlatform();
    const store = new MemoryTokenStore();
    const session = platform.session(store);
    session.refused(await session.token(), 'invalid');
    expect(await store.read('account')).to.equal(undefined);
    session.close();
  });
});
