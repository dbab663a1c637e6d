import { expect } from 'chai';
import { InputError, NetworkError, PlatformError } from '../../../lib/errors';
import { LoginGuard } from '../../../lib/session/login-guard';
import { thrownBy } from '../../support/servers';

describe('The guard of logins (docs/behaviour.md, "Login and token": a refused login is not repeated for a minute, growing to ten)', () => {
  let now: number;
  let guard: LoginGuard;

  beforeEach(() => {
    now = 1_000_000;
    guard = new LoginGuard(() => now);
  });

  const platformError = (kind: 'auth' | 'permission' | 'platform' | 'rate-limit', retryable = false) =>
    new PlatformError('no', { code: 'x:1', kind, retryable });
  const passing = new NetworkError('ECONNRESET', 'cut');

  it('takes wrong credentials, a lacking right and a wrong setting for refusals, and nothing else', () => {
    for (const error of [platformError('auth'), platformError('permission'), new InputError('scope', 'no')]) {
      guard = new LoginGuard(() => now);
      guard.failed(error);
      expect(thrownBy(() => guard.check())).to.equal(error);
      expect(guard.stateAfter(passing)).to.deep.equal({ name: 'refused', until: now + 60_000, error });
    }
    for (const error of [platformError('platform'), platformError('auth', true), passing]) {
      guard = new LoginGuard(() => now);
      guard.failed(error);
      guard.check();
      expect(guard.stateAfter(error)).to.deep.equal({ name: 'failed', error });
    }
  });

  it('lets a login through at the very end of the pause', () => {
    const error = platformError('auth');
    guard.failed(error);
    now += 59_999;
    expect(thrownBy(() => guard.check())).to.equal(error);
    expect(guard.stateAfter(passing).name).to.equal('refused');
    now += 1;
    guard.check();
    expect(guard.stateAfter(passing)).to.deep.equal({ name: 'failed', error: passing });
  });

  it('begins anew after a login that succeeded', () => {
    guard.failed(platformError('auth'));
    now += 60_000;
    guard.failed(platformError('auth'));
    guard.succeeded();
    guard.check();
    guard.failed(platformError('auth'));
    expect(guard.stateAfter(passing)).to.include({ until: now + 60_000 });
  });

  it('lets whoever asks for a login have it in a pause, five times in ten minutes, and says when it may be again', () => {
    for (let count = 0; count < 5; count += 1) {
      guard.waive();
      guard.check();
      guard.failed(platformError('auth'));
      now += 1_000;
    }
    guard.waive();
    expect(thrownBy(() => guard.check()))
      .to.include({ code: 'x:1', kind: 'auth', retryAfterMs: 595_000 })
      .with.property('message')
      .that.matches(/^no \(.*5 logins .* 10 minutes; .* 595 s\)$/);
    const other = new LoginGuard(() => now);
    other.learn(guard.history ?? { refusals: 0 });
    other.waive();
    expect(thrownBy(() => other.check())).to.have.property('retryAfterMs', 595_000);
    now += 595_000;
    guard.waive();
    guard.check();
  });

  it('says how long a rival keeps it waiting', () => {
    guard.superseded();
    guard.check();
    guard.succeeded();
    guard.superseded();
    now += 17_500;
    const error = thrownBy(() => guard.check());
    expect(error).to.include({ code: 'session:rival', kind: 'auth', retryable: true, retryAfterMs: 42_500 });
    expect(error.message).to.include('Another program').and.to.include('next login in 43 s');
    expect(guard.stateAfter(error)).to.deep.equal({ name: 'rival', until: now + 42_500, error });
    now += 42_499;
    expect(guard.stateAfter(error).name).to.equal('rival');
    now += 1;
    guard.check();
    expect(guard.stateAfter(passing).name).to.equal('failed');
  });

  it('has nothing to tell other processes while nothing has happened', () => {
    expect(guard.history).to.equal(undefined);
    guard.failed(passing);
    expect(guard.history).to.equal(undefined);
  });

  it('tells other processes of refusals and of tokens won back, and takes in what they tell', () => {
    const details = { code: 'x:1', kind: 'auth', retryable: false } as const;
    guard.superseded();
    guard.succeeded();
    expect(guard.history).to.deep.equal({ refusals: 0, lastReclaim: now });
    guard.failed(new PlatformError('no', { ...details, httpStatus: 403, cause: new Error('canary') }));
    const until = now + 60_000;
    const error = { message: 'no', ...details, httpStatus: 403 };
    const told = {
      refusals: 1,
      lastReclaim: now,
      refusal: { since: now, until, error },
      refusedAt: [now],
    };
    expect(guard.history).to.deep.equal(told);

    const other = new LoginGuard(() => now);
    other.learn(told);
    expect(other.history).to.deep.equal(told);
    expect(thrownBy(() => other.check()))
      .to.include(error)
      .and.to.be.instanceOf(PlatformError);
    other.failed(new PlatformError('again', details));
    expect(other.stateAfter(passing)).to.include({ until: now + 120_000 });
    expect(other.history?.refusal?.error).to.deep.equal({ message: 'again', ...details });
    other.learn(told);
    expect(other.stateAfter(passing), 'what is older changes nothing').to.include({ until: now + 120_000 });
    other.learn({ refusals: 7 });
    expect(other.history).to.include({ refusals: 2, lastReclaim: now });
    other.learn({ refusals: 0, lastReclaim: now - 5 });
    expect(other.history).to.include({ lastReclaim: now });
  });

  it('does not wait for a rival whose token another process of ours has replaced', () => {
    guard.superseded();
    guard.succeeded();
    guard.superseded();
    expect(thrownBy(() => guard.check())).to.include({ code: 'session:rival' });
    guard.relieved();
    guard.check();
  });

  it('trusts no time that is still to come: the clock was set back', () => {
    guard.superseded();
    guard.succeeded();
    guard.superseded();
    guard.failed(platformError('auth'));
    now -= 3_600_000;
    guard.check();
    expect(guard.stateAfter(passing).name).to.equal('failed');
  });

  it('counts a rival from the login that won the token back, not from an ordinary one', () => {
    guard.succeeded();
    guard.superseded();
    guard.check();
  });
});
