import { randomUUID } from 'node:crypto';

/** A refusal in the platform's words (`OauthCode` and `OauthMessage` of its document). */
export interface Refusal {
  readonly code: number;
  readonly message: string;
}

export const refusals = {
  key: { code: 3000, message: 'invalid app_key' },
  secret: { code: 3001, message: 'invalid app_secret' },
  keyDisabled: { code: 3002, message: 'app key disabled' },
  accessToken: { code: 3003, message: 'invalid access_token' },
  refreshToken: { code: 3004, message: 'invalid refresh_token' },
  accessTokenExpired: { code: 3005, message: 'access_token expired' },
  refreshTokenExpired: { code: 3006, message: 'refresh_token expired' },
  token: { code: 3007, message: 'invalid token' },
  notLatest: { code: 3008, message: 'not lasted token' },
  frequent: { code: 3009, message: 'api call too frequently' },
  machine: { code: 3012, message: 'the machine does not exist' },
} as const satisfies Record<string, Refusal>;

export function contentError(message: string): Refusal {
  return { code: 3010, message };
}

export interface TokenHabits {
  /** What the answer to a login lacks. */
  without?: readonly ('refresh_token' | 'expires_in')[];
  /** `expires_in` is a text. */
  textualLife?: boolean;
  lifeSeconds?: number;
  disabled?: boolean;
}

interface Issued {
  readonly accessToken: string;
  readonly refreshToken: string;
  endsAt: number;
}

/** The tokens of one app key: only the newest is good (section "Access_token 补充"). */
export class Tokens {
  readonly #former = new Set<string>();
  #latest: Issued | undefined;

  constructor(
    readonly appKey: string,
    private readonly appSecret: string,
    private readonly habits: TokenHabits,
  ) {}

  login(key: unknown, secret: unknown): Refusal | Record<string, unknown> {
    if (typeof key !== 'string') return contentError('app_key must be str');
    if (typeof secret !== 'string') return contentError('app_secret must be str');
    if (key !== this.appKey) return refusals.key;
    if (secret !== this.appSecret) return refusals.secret;
    if (this.habits.disabled) return refusals.keyDisabled;
    return this.#issue();
  }

  /** Renews the life of a token that has not ended; else gives another (section 1). */
  refresh(key: unknown, refreshToken: unknown): Refusal | Record<string, unknown> {
    if (key !== this.appKey) return refusals.key;
    const latest = this.#latest;
    if (latest === undefined || refreshToken !== latest.refreshToken) return refusals.refreshToken;
    if (latest.endsAt <= Date.now()) return this.#issue();
    latest.endsAt = Date.now() + this.#lifeMs;
    return this.#told(latest);
  }

  refusalOf(accessToken: unknown): Refusal | undefined {
    if (typeof accessToken !== 'string' || accessToken === '') return refusals.token;
    if (this.#former.has(accessToken)) return refusals.notLatest;
    if (accessToken !== this.#latest?.accessToken) return refusals.accessToken;
    return this.#latest.endsAt <= Date.now() ? refusals.accessTokenExpired : undefined;
  }

  /** As after two hours. */
  expire(): void {
    if (this.#latest) this.#latest.endsAt = 0;
  }

  /** As when another program logs in with the same key. */
  supersede(): void {
    this.#issue();
  }

  get #lifeMs(): number {
    return (this.habits.lifeSeconds ?? 7200) * 1000;
  }

  #issue(): Record<string, unknown> {
    if (this.#latest) this.#former.add(this.#latest.accessToken);
    this.#latest = {
      accessToken: randomUUID().replaceAll('-', ''),
      refreshToken: randomUUID(),
      endsAt: Date.now() + this.#lifeMs,
    };
    return this.#told(this.#latest);
  }

  #told({ accessToken, refreshToken, endsAt }: Issued): Record<string, unknown> {
    const { without = [], textualLife } = this.habits;
    const life = Math.round((endsAt - Date.now()) / 1000);
    return {
      access_token: accessToken,
      ...(without.includes('expires_in') ? {} : { expires_in: textualLife ? String(life) : life }),
      ...(without.includes('refresh_token') ? {} : { refresh_token: refreshToken }),
    };
  }
}
