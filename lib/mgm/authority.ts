import { steadyTime } from '../clock';
import type { ApiClient } from '../http';
import { isPlainObject, numberOf } from '../json-values';
import type { Token, TokenAuthority } from '../session';
import { mgmRequest, unexpectedAnswer } from './dialect';

export interface MgmCredentials {
  appKey: string;
  appSecret: string;
}

/**
 * Tokens of the MGM cloud (mgm.source.md, 一 and 二.1). A refresh prolongs a live token and replaces an expired
 * one; the refresh token outlives it by weeks.
 */
export class MgmAuthority implements TokenAuthority {
  readonly renewsExpired = true;
  readonly prolongs = true;

  constructor(
    private readonly api: ApiClient,
    private readonly credentials: MgmCredentials,
  ) {}

  login(signal: AbortSignal): Promise<Token> {
    const { appKey, appSecret } = this.credentials;
    return this.ask('get_access_token', { app_key: appKey, app_secret: appSecret }, signal);
  }

  renew(token: Token, signal: AbortSignal): Promise<Token> {
    const { appKey } = this.credentials;
    return this.ask('refresh_token', { app_key: appKey, refresh_token: token.renewalValue }, signal);
  }

  private async ask(func: string, data: object, signal: AbortSignal): Promise<Token> {
    const request = mgmRequest('/token', func, data);
    const { data: answer } = await this.api.call({ operation: func, effect: 'read', request, signal });
    if (!isPlainObject(answer)) throw unexpectedAnswer('The token answer has no "data"');
    const { access_token: value, expires_in: seconds, refresh_token: renewalValue } = answer;
    if (typeof value !== 'string' || value === '') throw unexpectedAnswer('"access_token" is missing');
    if (typeof renewalValue !== 'string') throw unexpectedAnswer('"refresh_token" is missing');
    const life = numberOf(seconds);
    if (life === undefined || life <= 0) throw unexpectedAnswer('"expires_in" is not a number of seconds');
    const obtainedAt = steadyTime();
    return { value, renewalValue, obtainedAt, expiresAt: obtainedAt + life * 1000 };
  }
}
