import { randomBytes } from 'node:crypto';
import { type MgmRefusal, refuse } from './codes';
import type { MgmAccount, MgmSettings } from './settings';

/** What a login or a renewal gives (docs/platforms/mgm.md, "Tokens": 一). */
export interface TokenGrant {
  access_token: string;
  /** Seconds. */
  expires_in: number;
  refresh_token: string;
}

interface AccessToken {
  value: string;
  appKey: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  superseded: boolean;
  /** Times of its calls within the last minute. */
  calls: number[];
}

interface RefreshToken {
  value: string;
  expiresAt: number;
}

const minute = 60_000;

/** Old tokens beyond this number are forgotten; they are answered with 3003 instead of 3005 or 3008 then. */
const rememberedTokens = 10_000;

/** Issues, prolongs, checks and ends tokens. Only the newest access token of an app key is valid. */
export class TokenIssuer {
  /** Told when a newer token makes one invalid, and when tokens are ended by hand. */
  onEnded: (token: string) => void = () => undefined;
  readonly #tokens = new Map<string, AccessToken>();
  readonly #newest = new Map<string, { access: AccessToken; refresh: RefreshToken }>();

  constructor(
    private readonly settings: MgmSettings,
    private readonly now: () => number,
  ) {}

  /** The newest access and refresh token of every app key. */
  get newest(): string[] {
    return [...this.#newest.values()].flatMap(({ access, refresh }) => [access.value, refresh.value]);
  }

  /** Section 一: a new token, which takes the place of the app key's former one. */
  login(appKey: unknown, appSecret: unknown): TokenGrant {
    const account = this.#accountOf(appKey);
    if (typeof appSecret !== 'string') {
      throw refuse('appSecretNotText');
    }
    if (appSecret !== account.appSecret) {
      throw refuse('wrongSecret');
    }
    if (account.disabled) {
      throw refuse('disabledAppKey');
    }
    return this.#issue(account.appKey);
  }

  /** Section 二.1: prolongs a live access token, or gives a new one for one that has ended. */
  renew(appKey: unknown, refreshToken: unknown): TokenGrant {
    const account = this.#accountOf(appKey);
    if (account.disabled) {
      throw refuse('disabledAppKey');
    }
    const newest = this.#newest.get(account.appKey);
    if (!newest || newest.refresh.value !== refreshToken || this.settings.refuseRenewal) {
      throw refuse('unknownRefreshToken');
    }
    if (newest.refresh.expiresAt <= this.now()) {
      throw refuse('expiredRefreshToken');
    }
    if (newest.access.expiresAt <= this.now()) {
      return this.#issue(account.appKey);
    }
    newest.access.expiresAt = this.now() + this.settings.tokenLifeSeconds * 1000;
    return this.#grant(newest.access, newest.refresh);
  }

  /** The account of a token that may be used now. @throws MgmRefusal */
  check(value: unknown): MgmAccount {
    const refusal = this.refusalOf(value);
    const token = this.#tokens.get(String(value));
    const account = this.settings.accounts.find(({ appKey }) => appKey === token?.appKey);
    if (refusal || !token || !account) {
      throw refusal ?? refuse('unknownAccessToken');
    }
    return account;
  }

  /** Why the token can't be used now; undefined when it can. */
  refusalOf(value: unknown): MgmRefusal | undefined {
    if (typeof value !== 'string' || value === '') {
      return refuse('noToken');
    }
    const token = this.#tokens.get(value);
    if (!token) {
      return refuse('unknownAccessToken');
    }
    if (token.superseded) {
      return refuse('supersededToken');
    }
    if (token.expiresAt <= this.now()) {
      return refuse('expiredAccessToken');
    }
    const account = this.settings.accounts.find(({ appKey }) => appKey === token.appKey);
    return account?.disabled ? refuse('disabledWhileInUse') : undefined;
  }

  /** When a token ends, in milliseconds since 1970. */
  expiryOf(value: string): number {
    return this.#tokens.get(value)?.expiresAt ?? 0;
  }

  /** Counts a call of a valid token. @throws MgmRefusal 3009 above the permitted number */
  countCall(value: string): void {
    const calls = this.#tokens.get(value)?.calls ?? [];
    const now = this.now();
    while (calls[0] !== undefined && calls[0] <= now - minute) {
      calls.shift();
    }
    if (calls.length >= this.settings.callsPerMinute) {
      throw refuse('tooManyCalls');
    }
    calls.push(now);
  }

  /** Ends every valid access token now; refresh tokens stay. */
  endAll(): void {
    for (const { access } of this.#newest.values()) {
      access.expiresAt = Math.min(access.expiresAt, this.now());
      this.onEnded(access.value);
    }
  }

  #accountOf(appKey: unknown): MgmAccount {
    if (typeof appKey !== 'string') {
      throw refuse('appKeyNotText');
    }
    const account = this.settings.accounts.find((candidate) => candidate.appKey === appKey);
    if (!account) {
      throw refuse('unknownAppKey');
    }
    return account;
  }

  #issue(appKey: string): TokenGrant {
    const access: AccessToken = {
      value: newToken(),
      appKey,
      expiresAt: this.now() + this.settings.tokenLifeSeconds * 1000,
      superseded: false,
      calls: [],
    };
    const refresh = {
      value: newToken(),
      expiresAt: this.now() + this.settings.refreshLifeSeconds * 1000,
    };
    const former = this.#newest.get(appKey)?.access;
    this.#newest.set(appKey, { access, refresh });
    this.#tokens.set(access.value, access);
    if (former) {
      former.superseded = true;
      former.calls.length = 0;
      this.onEnded(former.value);
    }
    this.#forgetOldest();
    return this.#grant(access, refresh);
  }

  #grant(access: AccessToken, refresh: RefreshToken): TokenGrant {
    const { value: access_token } = access;
    return { access_token, expires_in: this.settings.tokenLifeSeconds, refresh_token: refresh.value };
  }

  #forgetOldest(): void {
    const oldest = this.#tokens.keys().next().value;
    if (this.#tokens.size > rememberedTokens && oldest !== undefined) {
      this.#tokens.delete(oldest);
    }
  }
}

/** Never decided by the seed: a token of another run must not be valid in this one. */
function newToken(): string {
  return randomBytes(16).toString('hex');
}
