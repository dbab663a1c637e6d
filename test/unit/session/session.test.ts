import { expect } from 'chai';
import { NetworkError, PlatformError } from '../../../lib/errors';
import { MemoryTokenStore, type Session } from '../../../lib/session';
import { eventually } from '../../support/eventually';
import { hurried } from '../../support/fake-clock';
import { failureOf } from '../../support/servers';
import { RunningClock, refusal, settled, TestPlatform } from './support';

describe('Session (docs/behaviour.md, "Login and token" and "Repeats")', () => {
  let platform: TestPlatform;
  let session: Session;

  beforeEach(() => {
    platform = new TestPlatform();
    session = platform.session();
  });

  afterEach(() => session.close());

  it('has one token request in flight, whoever asks', async () => {
    const tokens = await Promise.all(Array.from({ length: 1_000 }, () => session.token()));
    expect(new Set(tokens.map(({ value }) => value))).to.deep.equal(new Set(['token-1']));
    expect(platform.logins).to.equal(1);
  });

  it('is asked for anew for a test, whatever token is live, in one request whoever tests', async () => {
    await session.token();
    const tests = await Promise.all([session.loginNow(), session.loginNow(), session.token()]);
    expect(tests.map(({ value }) => value)).to.deep.equal(['token-2', 'token-2', 'token-1']);
    expect(platform.logins).to.equal(2);
    expect((await session.token()).value).to.equal('token-2');
  });

  it('keeps its live token when a test is refused', async () => {
    await session.token();
    platform.loginFailure = refusal();
    expect(await failureOf(session.loginNow())).to.include({ code: 'x:1' });
    expect(session.state.name).to.equal('live');
    expect((await session.token()).value).to.equal('token-1');
  });

  it('renews in the last part of the life without making anybody wait', async () => {
    await session.token();
    platform.now += platform.lifeMs - 60_000;
    expect((await session.token()).value).to.equal('token-1');
    await settled();
    expect(platform.renewals).to.equal(1);
    expect(session.state).to.deep.include({ name: 'live', expiresAt: platform.now + platform.lifeMs });
  });

  it('keeps a token that is still good when an early renewal fails', async () => {
    await session.token();
    platform.now += platform.lifeMs - 60_000;
    platform.renewalFailure = new NetworkError('ECONNRESET', 'cut');
    await session.token();
    await settled();
    expect((await session.token()).value).to.equal('token-1');
    expect(platform.renewals).to.equal(1);
    expect(platform.logins).to.equal(1);
  });

  it('logs in anew where the platform refuses to prolong', async () => {
    await session.token();
    platform.now += platform.lifeMs - 60_000;
    platform.renewalFailure = refusal();
    await session.token();
    await settled();
    expect((await session.token()).value).to.equal('token-2');
  });

  it('asks again after a passing failure at once', async () => {
    platform.loginFailure = new NetworkError('ECONNREFUSED', 'down');
    expect((await failureOf(session.token())).code).to.equal('network:ECONNREFUSED');
    platform.loginFailure = undefined;
    expect((await session.token()).value).to.equal('token-2');
  });

  it('stops asking after a refused login: a minute, growing to ten', async () => {
    platform.loginFailure = refusal();
    const pauses = [60_000, 120_000, 240_000, 480_000, 600_000, 600_000];
    for (const [count, pause] of pauses.entries()) {
      expect((await failureOf(session.token())).code).to.equal('x:1');
      expect(platform.logins).to.equal(count + 1);
      platform.now += pause - 1;
      await failureOf(session.token());
      expect(platform.logins, `before ${pause} ms are over`).to.equal(count + 1);
      platform.now += 1;
    }
  });

  it('replaces a refused token once, however many calls were refused with it', async () => {
    const token = await session.token();
    for (let count = 0; count < 100; count += 1) session.refused(token, 'expired');
    const tokens = await Promise.all(Array.from({ length: 100 }, () => session.token()));
    expect(new Set(tokens.map(({ value }) => value))).to.deep.equal(new Set(['token-2']));
    session.refused(token, 'expired');
    expect((await session.token()).value).to.equal('token-2');
  });

  it('a platform that refuses every token costs three logins a minute, not one a call', async () => {
    for (let second = 0; second < 120; second += 1) {
      session.refused(await session.token(), 'invalid');
      await session.token();
      platform.now += 1_000;
    }
    expect(platform.logins).to.be.within(6, 8);
  });

  it('a platform whose tokens end at once costs six logins a minute, and no call waits', async () => {
    Object.assign(platform, { renewsExpired: false });
    platform.lifeMs = 1;
    const seconds = 600;
    for (let tenth = 0; tenth < seconds * 10; tenth += 1) {
      await session.token();
      platform.now += 100;
    }
    expect(platform.logins + platform.renewals).to.be.within(seconds / 10, seconds / 10 + 6);
  });

  it(
    'a platform whose tokens end at once and are refused costs no more',
    hurried(async () => {
      session.close();
      session = platform.session(new MemoryTokenStore(), 100);
      platform.lifeMs = 1;
      const clock = new RunningClock(platform);
      const started = performance.now();
      while (performance.now() - started < 500) {
        session.refused(await session.token(), 'expired');
        await settled();
      }
      clock.stop();
      expect(platform.logins + platform.renewals).to.be.at.most(12);
    }),
  );

  it(
    'a platform that answers every login with nonsense costs five logins at once, then one in ten seconds',
    hurried(async () => {
      session.close();
      session = platform.session(new MemoryTokenStore(), 100);
      platform.loginFailure = new PlatformError('no token', {
        code: 'x:2',
        kind: 'platform',
        retryable: false,
      });
      const clock = new RunningClock(platform);
      const started = performance.now();
      while (performance.now() - started < 500) await failureOf(session.token());
      clock.stop();
      expect(platform.logins).to.be.within(5, 12);
    }),
  );

  it('a login that waits for its time ends with the account', async () => {
    session.close();
    session = platform.session(new MemoryTokenStore(), 60_000);
    platform.loginFailure = new PlatformError('no token', {
      code: 'x:2',
      kind: 'platform',
      retryable: false,
    });
    for (let count = 0; count < 5; count += 1) await failureOf(session.token());
    const waiting = failureOf(session.token());
    await settled();
    session.close();
    expect((await waiting).code).to.equal('aborted');
    expect(platform.logins).to.equal(5);
  });

  it('goes on with the token that there is when too many were refused', async () => {
    for (let count = 0; count < 3; count += 1) session.refused(await session.token(), 'invalid');
    const token = await session.token();
    session.refused(token, 'invalid');
    expect(await session.token()).to.equal(token);
  });

  it('tokens that end by their age are replaced however often', async () => {
    for (let count = 0; count < 20; count += 1) {
      const token = await session.token();
      platform.now += 30_000;
      session.refused({ ...token, expiresAt: platform.now }, 'expired');
      expect((await session.token()).value).to.equal(`token-${count + 2}`);
    }
  });

  it('a clock that is set back prolongs no pause after refused logins or refused tokens', async () => {
    for (let count = 0; count < 3; count += 1) session.refused(await session.token(), 'invalid');
    platform.loginFailure = refusal();
    const { code } = await failureOf(session.token());
    expect(code).to.equal('x:1');
    platform.now -= 24 * 3_600_000;
    platform.loginFailure = undefined;
    const token = await session.token();
    session.refused(token, 'invalid');
    expect((await session.token()).value).not.to.equal(token.value);
  });

  it('a clock that is put forward costs one login', async () => {
    await session.token();
    platform.now += 24 * 3_600_000;
    await Promise.all(Array.from({ length: 10 }, () => session.token()));
    expect(platform.logins + platform.renewals).to.equal(2);
  });

  it('wins a token back from a rival at once, and then at most once a minute', async () => {
    session.refused(await session.token(), 'superseded');
    session.refused(await session.token(), 'superseded');
    expect(platform.logins).to.equal(2);
    const error = await failureOf(session.token());
    expect(error).to.include({ code: 'session:rival', kind: 'auth', retryable: true });
    expect(session.state).to.include({ name: 'rival', until: platform.now + 60_000 });
    let loginsBefore = platform.logins;
    for (let minute = 0; minute < 10; minute += 1) {
      for (let second = 0; second < 60; second += 1) {
        platform.now += 1_000;
        await session.token().then(
          (token) => session.refused(token, 'superseded'),
          () => undefined,
        );
      }
      expect(platform.logins - loginsBefore).to.be.at.most(1);
      loginsBefore = platform.logins;
    }
  });

  it('uses the token that another session of the account has put into the store', async () => {
    const store = new MemoryTokenStore();
    const first = platform.session(store);
    const second = platform.session(store);
    const tokens = await Promise.all([first.token(), second.token()]);
    expect(tokens.map(({ value }) => value)).to.deep.equal(['token-1', 'token-1']);
    expect(platform.logins).to.equal(1);
    first.close();
    second.close();
  });

  it('a caller that gives up does not stop the login that others wait for', async () => {
    const abort = new AbortController();
    const given = session.token({ signal: abort.signal });
    const kept = session.token();
    abort.abort();
    expect((await failureOf(given)).code).to.equal('aborted');
    expect((await kept).value).to.equal('token-1');
  });

  it('keeps the token alive on its own while it is held', async () => {
    platform.lifeMs = 200;
    const clock = new RunningClock(platform);
    await session.token();
    const letGo = session.hold();
    await eventually('two renewals', () => platform.renewals >= 2);
    letGo();
    clock.stop();
    expect(platform.logins).to.equal(1);
  });
});
