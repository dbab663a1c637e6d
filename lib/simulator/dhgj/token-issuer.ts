import { randomUUID } from 'node:crypto';
import { jsonReply, RefusedRequest } from '../reply';
import type { DhgjAccount, DhgjSettings } from './settings';
import type { DhgjStatistics } from './statistics';

/** What a login answers (docs/platforms/dhgj.md, "Token"). */
export interface TokenGrant {
  access_token: string;
  token_type: string;
  /** Whole seconds that the token has left. */
  expires_in: number;
  scope: string;
}

interface AccessToken {
  value: string;
  clientId: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

const minute = 60_000;

/** Issues, checks and ends tokens; a client has one at a time. */
export class TokenIssuer {
  readonly #live = new Map<string, AccessToken>();
  readonly #logins = new Map<string, RecentTimes>();
  readonly #calls = new Map<string, RecentTimes>();

  constructor(
    private readonly settings: DhgjSettings,
    private readonly statistics: DhgjStatistics,
    private readonly now: () => number,
  ) {}

  /** A token for the fields of the form. @throws RefusedRequest with an OAuth error (RFC 6749, section 5.2) */
  login(form: URLSearchParams): TokenGrant {
    try {
      return this.#grant(form);
    } catch (error) {
      this.statistics.refusedLogins++;
      throw error;
    }
  }

  /** The client that a header belongs to. @throws RefusedRequest with HTTP 401 */
  check(authorization: string | undefined): string {
    const { tokenType } = this.settings;
    const value = authorization?.startsWith(`${tokenType} `) ? authorization.slice(tokenType.length + 1) : '';
    const token = [...this.#live.values()].find((live) => live.value === value);
    if (!token || token.expiresAt <= this.now()) {
      // The text holds what was sent, as that of the framework that answers so does.
      throw oauthRefusal(401, 'invalid_token', `Invalid access token: ${value}`);
    }
    return token.clientId;
  }

  /** Counts a call. @throws RefusedRequest with HTTP 429 above the permitted number */
  countCall(clientId: string): void {
    const { callsPerMinute, retryAfterSeconds } = this.settings;
    const calls = timesOf(this.#calls, clientId);
    if (calls.count(this.now()) >= callsPerMinute) {
      const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
      throw new RefusedRequest(jsonReply({ code: 429, message: '接口请求频率超过限制' }, 429, headers));
    }
    calls.add(this.now());
  }

  /** Ends every live token now. */
  endAll(): void {
    this.#live.clear();
  }

  #grant(form: URLSearchParams): TokenGrant {
    if (form.get('grant_type') !== 'client_credentials') {
      throw oauthRefusal(400, 'unsupported_grant_type', `Unsupported grant type: ${form.get('grant_type')}`);
    }
    const account = this.#accountOf(form);
    const scope = form.get('scope') ?? '';
    if (scope !== '' && !account.scopes?.includes(scope)) {
      throw oauthRefusal(400, 'invalid_scope', `Invalid scope: ${scope}`);
    }
    const token = this.#tokenFor(account.clientId);
    this.statistics.addLogin(this.now());
    return {
      access_token: token.value,
      token_type: this.settings.tokenType,
      expires_in: Math.floor((token.expiresAt - this.now()) / 1000),
      scope,
    };
  }

  #accountOf(form: URLSearchParams): DhgjAccount {
    const account = this.settings.accounts.find(({ clientId }) => clientId === form.get('client_id'));
    if (!account || account.clientSecret !== form.get('client_secret')) {
      throw oauthRefusal(401, 'invalid_client', 'Bad client credentials');
    }
    return account;
  }

  /** Asking often ends the live token early (docs/platforms/dhgj.md, "Token"). */
  #tokenFor(clientId: string): AccessToken {
    const now = this.now();
    const logins = timesOf(this.#logins, clientId);
    logins.add(now);
    const former = this.#live.get(clientId);
    const isAlive = former !== undefined && former.expiresAt > now;
    const isPatient = logins.count(now) <= this.settings.loginsPerMinute;
    if (isAlive && isPatient && this.settings.answersLiveToken) {
      return former;
    }
    if (isAlive) {
      this.statistics.tokensEndedEarly++;
    }
    // Never decided by the seed: a token of another run must not be valid in this one.
    const token = { value: randomUUID(), clientId, expiresAt: now + this.settings.tokenLifeSeconds * 1000 };
    this.#live.set(clientId, token);
    return token;
  }
}

/** Times within the last minute. */
class RecentTimes {
  readonly #times: number[] = [];

  add(time: number): void {
    this.#times.push(time);
  }

  count(now: number): number {
    while ((this.#times[0] ?? now) <= now - minute) {
      this.#times.shift();
    }
    return this.#times.length;
  }
}

function timesOf(all: Map<string, RecentTimes>, clientId: string): RecentTimes {
  const times = all.get(clientId) ?? new RecentTimes();
  all.set(clientId, times);
  return times;
}

function oauthRefusal(status: number, error: string, description: string): RefusedRequest {
  return new RefusedRequest(jsonReply({ error, error_description: description }, status));
}
