import { steadyTime } from '../async/clock';
import { PlatformError } from '../errors';
import { type ApiClient, readAnswer } from '../http';
import { isPlainObject } from '../json/json-values';
import type { Token, TokenProvider } from '../session';
import { jwtLifeMs } from '../session/jwt';
import { bivrostCatalogue, bivrostRequest } from './catalogue';
import { isGatewayFailure, NO_PERMISSION, unexpectedAnswer } from './failures';

export const LOGIN = 'auth/login';
/** A token lives 24 hours (docs/platforms/bivrost.md, "Login": 2.4.1). */
const TOKEN_LIFE_MS = 24 * 3600_000;

/** Tokens by user name and password. There is no call that prolongs one: a new login takes its place. */
export class LoginTokenProvider implements TokenProvider {
  constructor(
    private readonly api: ApiClient,
    private readonly credentials: { username: string; password: string },
  ) {}

  async login(signal: AbortSignal): Promise<Token> {
    const request = bivrostRequest(bivrostCatalogue.get(LOGIN), { values: this.credentials });
    const call = { operation: LOGIN, safety: 'safe', request, signal } as const;
    const answer = await this.api.call(call).catch((error: unknown) => {
      throw isGatewayFailure(error, NO_PERMISSION) ? refusedLogin(error) : error;
    });
    return readAnswer(answer, tokenIn).data;
  }
}

/** The token that a login's answer holds; throws `PlatformError` when there is none. */
export function tokenIn(data: unknown): Token & { expiresAt: number } {
  const value = isPlainObject(data) ? data['token'] : undefined;
  if (typeof value !== 'string' || value === '') throw unexpectedAnswer('"token" is missing');
  const obtainedAt = steadyTime();
  return {
    value,
    obtainedAt,
    expiresAt: obtainedAt + Math.min(jwtLifeMs(value) ?? TOKEN_LIFE_MS, TOKEN_LIFE_MS),
  };
}

/** A secret key is valid until somebody withdraws it (2.3.2). Without security control the token is empty. */
export class KeyTokenProvider implements TokenProvider {
  constructor(private readonly key: string) {}

  async login(): Promise<Token> {
    return { value: this.key, obtainedAt: steadyTime() };
  }
}

function refusedLogin(error: PlatformError): PlatformError {
  return new PlatformError(`The gateway refused user name or password (${error.code})`, {
    code: error.code,
    kind: 'auth',
    retryable: false,
    httpStatus: error.httpStatus,
    cause: error,
  }).during('bivrost', LOGIN);
}
