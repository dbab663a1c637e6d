import { expect } from 'chai';
import { NetworkError, PlatformError } from '../../../lib/errors';
import { MemoryTokenStore, Session, type Token, type TokenProvider } from '../../../lib/session';
import { failureOf } from '../../support/servers';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('A token whose early renewal fails (docs/behaviour.md, "Login and token": the old one is used as long as it lives)', () => {
  let now: number;
  let renewalFailure: Error;
  let loginFailure: Error | undefined;
  let session: Session;

  const tokenProvider: TokenProvider = {
    login: async () => {
      if (loginFailure) throw loginFailure;
      return tokenAt(now);
    },
    renew: () => Promise.reject(renewalFailure),
  };
  const tokenAt = (obtainedAt: number): Token => ({
    value: 'token',
    obtainedAt,
    expiresAt: obtainedAt + 1_000_000,
  });

  beforeEach(async () => {
    now = 1_000_000;
    loginFailure = undefined;
    session = new Session({ key: 'k', tokenProvider, store: new MemoryTokenStore(), now: () => now });
    await session.token();
    now += 900_000;
  });

  afterEach(() => session.close());

  it('is shown as live, also when the login in its place failed', async () => {
    renewalFailure = new PlatformError('no', { code: 'x:1', kind: 'auth', retryable: false });
    loginFailure = new NetworkError('ECONNREFUSED', 'down');
    expect((await session.token()).value).to.equal('token');
    await settled();
    expect(session.state.name).to.equal('live');
  });

  it('is not held for good when a newer one has taken its place', async () => {
    const details = { code: 'x:8', kind: 'auth', retryable: false, tokenProblem: 'superseded' } as const;
    renewalFailure = new PlatformError('newer', details);
    loginFailure = new NetworkError('ECONNREFUSED', 'down');
    await session.token();
    await settled();
    expect(session.state.name).to.equal('failed');
    expect(await failureOf(session.token())).to.include({ code: 'network:ECONNREFUSED' });
  });
});
