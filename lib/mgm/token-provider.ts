import { steadyTime } from '../async/clock';
import { type ApiClient, readAnswer } from '../http';
import { writeJson } from '../json/exact-json';
import { isPlainObject, numberOf } from '../json/json-values';
import type { Token, TokenProvider } from '../session';
import { mgmRequest, unexpectedAnswer } from './protocol';

/** A token lives two hours where an answer does not say (docs/platforms/mgm.md, "Tokens"). */
const DOCUMENTED_LIFE_SECONDS = 7_200;

export interface MgmCredentials {
  appKey: string;
  appSecret: string;
}

/**
 * Tokens of the MGM cloud (docs/platforms/mgm.md, "Tokens": 一, 二.1). A refresh prolongs a live token and replaces an
 * expired one; the refresh token outlives it by weeks.
 */
export class MgmTokenProvider implements TokenProvider {
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

  /** Without a refresh token a login takes the place of the renewal. */
  canRenew(token: Token): boolean {
    return token.renewalValue !== undefined;
  }

  renew(token: Token, signal: AbortSignal): Promise<Token> {
    const { appKey } = this.credentials;
    return this.ask('refresh_token', { app_key: appKey, refresh_token: token.renewalValue }, signal);
  }

  private async ask(func: string, data: object, signal: AbortSignal): Promise<Token> {
    const request = mgmRequest('/token', func, writeJson(data));
    const answer = await this.api.call({ operation: func, safety: 'safe', request, signal });
    return readAnswer(answer, readToken).data;
  }
}

function readToken(answer: unknown): Token {
  if (!isPlainObject(answer)) throw unexpectedAnswer('The token answer has no "data"');
  const { access_token: value, expires_in: seconds, refresh_token: renewalValue } = answer;
  if (typeof value !== 'string' || value === '') throw unexpectedAnswer('"access_token" is missing');
  const obtainedAt = steadyTime();
  return {
    value,
    ...(isGiven(renewalValue) ? { renewalValue: readRenewalValue(renewalValue) } : {}),
    obtainedAt,
    expiresAt: obtainedAt + readLife(seconds) * 1000,
  };
}

function readRenewalValue(value: unknown): string {
  if (typeof value === 'string') return value;
  throw unexpectedAnswer('"refresh_token" is not a text');
}

/** Seconds; the documented life where the answer names none. */
function readLife(value: unknown): number {
  if (!isGiven(value)) return DOCUMENTED_LIFE_SECONDS;
  const life = numberOf(value);
  if (life === undefined || life <= 0) throw unexpectedAnswer('"expires_in" is not a number of seconds');
  return life;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
