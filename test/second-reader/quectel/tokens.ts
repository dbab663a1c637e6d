import { createHash, randomUUID } from 'node:crypto';

export interface TokenHabits {
  /** How far the platform's clock is ahead of this machine's, in ms. */
  clockAhead?: number;
  /** The life of a token is told so. */
  life?: 'expires_in' | 'expire_in' | 'textual expires_in' | 'nothing';
}

export type Outcome = Record<string, unknown> & { readonly code: number };

const tenMinutesMs = 600_000;

/** The access keys and their tokens (sections "授权API" and "刷新token"). */
export class Tokens {
  #token: { text: string; bornAt: number } | undefined;
  isKeyDisabled = false;

  constructor(
    readonly accessKey: string,
    private readonly accessSecret: string,
    private readonly habits: TokenHabits,
  ) {}

  get now(): number {
    return Date.now() + (this.habits.clockAhead ?? 0);
  }

  login(query: URLSearchParams): Outcome {
    const username = query.get('username') ?? '';
    const fields = new URLSearchParams(username);
    const isWhole =
      query.get('grant_type') === 'password' &&
      fields.get('ver') === '1' &&
      fields.get('auth_mode') === 'accessKey' &&
      fields.get('sign_method') === 'sha256' &&
      /^\d{13}$/.test(fields.get('timestamp') ?? '') &&
      [...fields.keys()].length === 5;
    if (!isWhole) return refused(50005, 'Parameter verification failed');
    if (fields.get('access_key') !== this.accessKey || this.isKeyDisabled) {
      return { ...refused(90047, "AccessKey didn't exists"), error: "AccessKey didn't exists" };
    }
    if (Math.abs(Number(fields.get('timestamp')) - this.now) > tenMinutesMs) {
      return refused(401, 'timestamp expired');
    }
    if (query.get('password') !== signatureOf(username, this.accessSecret))
      return refused(401, 'password error');
    return this.#issue('');
  }

  refresh(query: URLSearchParams): Outcome {
    if (query.get('grant_type') !== 'refresh_token') return refused(50005, 'Parameter verification failed');
    if (this.isKeyDisabled) this.#token = undefined;
    if (this.#token === undefined || query.get('refresh_token') !== this.#token.text) {
      return refused(91004, 'token incorrect');
    }
    const isYoung = this.now - this.#token.bornAt < 1_800_000;
    return isYoung ? this.#told(this.#token.text, '') : this.#issue('');
  }

  /** The header holds the token as it was given, with its own first word. */
  refusalOf(header: string | undefined): Outcome | undefined {
    if (header === undefined) return refused(91001, 'token missing');
    return header === this.#token?.text ? undefined : refused(91004, 'token incorrect');
  }

  end(): void {
    this.#token = undefined;
  }

  #issue(scope: string): Outcome {
    const claims = { sub: '29494', iat: Math.floor(this.now / 1000), jti: randomUUID(), am: 'AccessKey' };
    const middle = Buffer.from(JSON.stringify(claims)).toString('base64url');
    this.#token = { text: `QJWT eyJhbGciOiJIUzI1NiJ9.${middle}.${randomUUID()}`, bornAt: this.now };
    return this.#told(this.#token.text, scope);
  }

  #told(token: string, scope: string): Outcome {
    const lives = {
      expires_in: { expires_in: 86_400 },
      expire_in: { expire_in: '86400' },
      'textual expires_in': { expires_in: '86400' },
      nothing: {},
    };
    const life = lives[this.habits.life ?? 'expires_in'];
    return { code: 200, msg: 'OK', access_token: token, token_type: 'jwt', ...life, scope };
  }
}

export function signatureOf(username: string, secret: string): string {
  return createHash('sha256').update(`${username}${secret}`).digest('hex');
}

export function refused(code: number, msg: string): Outcome {
  return { code, msg };
}
