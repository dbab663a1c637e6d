import { steadyTime } from '../async/clock';
import { type ApiClient, readAnswer } from '../http';
import { isPlainObject, numberOf, textOf } from '../json/json-values';
import type { Token, TokenProvider } from '../session';
import { unexpectedAnswer } from './failures';
import { encodeFields } from './fields';
import { LOGIN_OPERATION } from './protocol';

export interface DhgjCredentials {
  clientId: string;
  clientSecret: string;
  scope?: string;
}

/** What a header can carry (RFC 9110, section 5.6.2, and RFC 6750, section 2.1). */
const TOKEN_TYPE = /^[\w!#$%&'*+.^`|~-]+$/;
const TOKEN_VALUE = /^[\x21-\x7e]+$/;

/** Tokens of the DHGJ cloud by OAuth2 client credentials (docs/platforms/dhgj.md, "Token": 认证管理). */
export class DhgjTokenProvider implements TokenProvider {
  private lastValue: string | undefined;

  constructor(
    private readonly api: ApiClient,
    private readonly credentials: DhgjCredentials,
  ) {}

  async login(signal: AbortSignal): Promise<Token> {
    const { clientId, clientSecret, scope } = this.credentials;
    const answer = await this.api.call({
      operation: LOGIN_OPERATION,
      safety: 'safe',
      request: {
        method: 'POST',
        path: '/oauth/token',
        contentType: 'application/x-www-form-urlencoded',
        body: encodeFields('scope', {
          client_id: clientId,
          client_secret: clientSecret,
          grant_type: 'client_credentials',
          ...(scope === undefined ? {} : { scope }),
        }),
      },
      signal,
    });
    return readAnswer(answer, (grant) => this.read(grant)).data;
  }

  private read(grant: unknown): Token {
    if (!isPlainObject(grant)) throw unexpectedAnswer('The token answer is not an object');
    const { access_token: value, token_type: type = 'bearer', expires_in: seconds, scope } = grant;
    if (typeof value !== 'string' || !TOKEN_VALUE.test(value)) {
      throw unexpectedAnswer('"access_token" is missing or unusable');
    }
    if (typeof type !== 'string' || !TOKEN_TYPE.test(type))
      throw unexpectedAnswer('"token_type" is unusable');
    const obtainedAt = steadyTime();
    const expiresAt = endOf(seconds, obtainedAt);
    // The same token again: the platform gives no other before this one ends, so that asking earlier is in vain.
    const isKnown = value === this.lastValue;
    this.lastValue = value;
    return {
      value,
      type,
      scope: textOf(scope) ?? '',
      obtainedAt,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(isKnown && expiresAt !== undefined ? { renewAt: expiresAt } : {}),
    };
  }
}

/** Undefined for a token that does not end: its life is left out then (docs/platforms/dhgj.md). */
function endOf(seconds: unknown, obtainedAt: number): number | undefined {
  if (seconds === undefined || seconds === null) return undefined;
  const life = numberOf(seconds) ?? -1;
  if (life < 0) throw unexpectedAnswer('"expires_in" is not a number of seconds');
  // In its last second a token is answered with no time left, and asking again at once would bring it again.
  return obtainedAt + Math.max(life, 1) * 1000;
}
