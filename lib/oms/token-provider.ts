import { steadyTime } from '../async/clock';
import { valueAt } from '../catalogue';
import { type ApiClient, type PlatformClock, type Redactor, readAnswer } from '../http';
import { writeJson } from '../json/exact-json';
import { isPlainObject } from '../json/json-values';
import type { Token, TokenProvider } from '../session';
import { jwtLifeMs } from '../session/jwt';
import { unexpectedAnswer } from './failures';
import { LOGIN_OPERATION } from './protocol';
import { omsSignature } from './signature';

export interface OmsCredentials {
  appId: string;
  appSecret: string;
}

/** Where a token is looked for (docs/platforms/oms.md, "Token"). */
const TOKEN_PLACES = [
  ...['data', 'result', 'data.data'].flatMap((place) => [
    `${place}.token`,
    `${place}.access_token`,
    `${place}.app_token`,
  ]),
  ...['token', 'access_token', 'data', 'result', 'data.data'],
];
const MINUTE_MS = 60_000;
/** What a header can carry. */
const TOKEN_VALUE = /^[\x21-\x7e]+$/;

/** Tokens of an OMS server by a signed login (docs/platforms/oms.md, "Token": 1, 6.1). */
export class OmsTokenProvider implements TokenProvider {
  private lastRid = 0;

  constructor(
    private readonly api: ApiClient,
    private readonly redactor: Redactor,
    private readonly credentials: OmsCredentials,
    private readonly clock: PlatformClock,
  ) {}

  login(signal: AbortSignal): Promise<Token> {
    return this.clock.signed((now) => this.loginAt(now, signal));
  }

  private async loginAt(now: number, signal: AbortSignal): Promise<Token> {
    const { appId, appSecret } = this.credentials;
    const rid = this.newRid(now);
    const sign = omsSignature(appId, rid, appSecret);
    // Whoever has it can log in for as long as the platform takes its time.
    this.redactor.addToken(sign);
    const answer = await this.api.call({
      operation: LOGIN_OPERATION,
      safety: 'safe',
      request: {
        method: 'POST',
        path: '/oms/auth/token',
        contentType: 'application/json',
        body: writeJson({ app_id: appId, timestamp: rid, sign }),
      },
      signal,
    });
    return readAnswer(answer, (data) => readToken(data, this.clock.now())).data;
  }

  /** The time in ms, never twice the same: the document calls it an id and names its field `timestamp`. */
  private newRid(now: number): string {
    const isAhead = this.lastRid >= now && this.lastRid - now < MINUTE_MS;
    this.lastRid = isAhead ? this.lastRid + 1 : now;
    return String(this.lastRid);
  }
}

/** The token of a login's answer, wherever it is; throws `PlatformError` when it is nowhere. */
export function readToken(answer: unknown, platformTime: number): Token {
  const found = TOKEN_PLACES.map((place) => (isPlainObject(answer) ? valueAt(answer, place) : undefined));
  const value = found.find((candidate) => typeof candidate === 'string' && candidate !== '');
  if (typeof value !== 'string' || !TOKEN_VALUE.test(value)) {
    throw unexpectedAnswer('The login brought no token');
  }
  const obtainedAt = steadyTime();
  const life = jwtLifeMs(value, platformTime);
  return { value, obtainedAt, ...(life === undefined ? {} : { expiresAt: obtainedAt + life }) };
}
