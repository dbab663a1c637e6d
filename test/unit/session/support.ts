import { PlatformError } from '../../../lib/errors';
import { MemoryTokenStore, Session, type Token, type TokenProvider } from '../../../lib/session';

/** An token provider whose every answer the test decides, with a clock that the test turns. */
export class TestPlatform implements TokenProvider {
  now = 1_000_000;
  logins = 0;
  renewals = 0;
  lifeMs = 7_200_000;
  /** Behind the number of each token. */
  tokenEnd = '';
  readonly renewsExpired = true;
  loginFailure: Error | undefined;
  renewalFailure: Error | undefined;

  async login(): Promise<Token> {
    this.logins += 1;
    await Promise.resolve();
    if (this.loginFailure) throw this.loginFailure;
    return this.token(`token-${this.logins}${this.tokenEnd}`);
  }

  async renew(token: Token): Promise<Token> {
    this.renewals += 1;
    if (this.renewalFailure) throw this.renewalFailure;
    return this.token(token.value);
  }

  session(store = new MemoryTokenStore(), loginDistanceMs = 10_000): Session {
    return new Session({ key: 'account', tokenProvider: this, store, now: () => this.now, loginDistanceMs });
  }

  private token(value: string): Token {
    return { value, obtainedAt: this.now, expiresAt: this.now + this.lifeMs };
  }
}

/** Lets the platform's clock run with the real one. */
export class RunningClock {
  private readonly timer: NodeJS.Timeout;

  constructor(platform: TestPlatform) {
    const [begun, start] = [performance.now(), platform.now];
    this.timer = setInterval(() => {
      platform.now = start + performance.now() - begun;
    }, 5);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

/** A login that the platform refuses for good. */
export const refusal = () =>
  new PlatformError('secret wrong', { code: 'x:1', kind: 'auth', retryable: false });

/** After everything that is ready to run has run. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));
