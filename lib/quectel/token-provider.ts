import { steadyTime } from '../async/clock';
import { type ApiClient, type PlatformClock, type Redactor, readAnswer } from '../http';
import { isPlainObject, numberOf, textOf } from '../json/json-values';
import type { Token, TokenProvider } from '../session';
import { quectelCatalogue } from './catalogue';
import { type QuectelKeys, signedCredentials } from './credentials';
import { unexpectedAnswer } from './failures';

export const LOGIN = 'accessKeyLogin';

/**
 * The text of the documents gives a token two hours and wants it renewed every hour (docs/platforms/quectel.md,
 * "Token").
 */
const RENEW_AFTER_MS = 3_600_000;
const DOCUMENTED_LIFE_SECONDS = 7_200;
const LONGEST_EARLY_WINDOW_MS = 600_000;
/** What a header can carry; the token has a blank in it. */
const HEADER_TEXT = /^[\x20-\x7e]+$/;

/**
 * Tokens of the Quectel platform. A renewal presents the live token itself, and may bring the same one back
 * (docs/platforms/quectel.md, "Token": 刷新token).
 */
export class QuectelTokenProvider implements TokenProvider {
  constructor(
    private readonly api: ApiClient,
    private readonly redactor: Redactor,
    private readonly keys: QuectelKeys,
    private readonly scope: string | undefined,
    private readonly clock: PlatformClock,
  ) {}

  login(signal: AbortSignal): Promise<Token> {
    return this.clock.signed((now) => {
      const { username, password } = signedCredentials(this.keys, now);
      this.redactor.addToken(password);
      return this.ask(LOGIN, { grant_type: 'password', username, password }, signal);
    });
  }

  renew(token: Token, signal: AbortSignal): Promise<Token> {
    return this.ask('refreshToken', { grant_type: 'refresh_token', refresh_token: token.value }, signal);
  }

  private async ask(operation: string, query: Record<string, string>, signal: AbortSignal): Promise<Token> {
    const { method, path } = quectelCatalogue.get(operation);
    const scope = this.scope === undefined ? {} : { scope: this.scope };
    const request = { method, path, query: { ...query, ...scope } };
    const answer = await this.api.call({ operation, safety: 'safe', request, signal });
    const { data: token } = readAnswer(answer, (data) => readToken(data, steadyTime()));
    this.redactor.addToken(token.value);
    return token;
  }
}

/** The flat answer of both token operations; the documents spell the life `expires_in` and `expire_in`. */
export function readToken(answer: unknown, now: number): Token {
  const fields = isPlainObject(answer) ? answer : {};
  const value = fields['access_token'];
  if (typeof value !== 'string' || !HEADER_TEXT.test(value)) {
    throw unexpectedAnswer('"access_token" is missing or unusable');
  }
  const seconds = numberOf(fields['expires_in'] ?? fields['expire_in'] ?? DOCUMENTED_LIFE_SECONDS);
  if (seconds === undefined || seconds <= 0) {
    throw unexpectedAnswer('"expires_in" is not a number of seconds');
  }
  const life = seconds * 1000;
  const early = now + life - Math.min(life / 4, LONGEST_EARLY_WINDOW_MS);
  return {
    value,
    obtainedAt: now,
    expiresAt: now + life,
    renewAt: Math.min(early, now + RENEW_AFTER_MS),
    type: textOf(fields['token_type']) ?? 'jwt',
    scope: textOf(fields['scope']) ?? '',
  };
}
