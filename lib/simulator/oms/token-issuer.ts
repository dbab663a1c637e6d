import { createHash, createHmac, randomBytes } from 'node:crypto';
import { OmsRefusal } from './refusals';
import type { OmsSettings } from './settings';

interface IssuedToken {
  appId: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Request ids that are remembered, so that none is taken twice. */
const rememberedIds = 10_000;

/** Checks signatures (docs/platforms/oms.md, "Token": 1 and 6.1), issues tokens and ends them. */
export class TokenIssuer {
  readonly #tokens = new Map<string, IssuedToken>();
  readonly #usedIds = new Set<string>();
  // Never decided by the seed: a token of another run must not be valid in this one.
  readonly #key = randomBytes(32);

  constructor(
    private readonly settings: OmsSettings,
    private readonly now: () => number,
  ) {}

  /** A token for a signed request. @throws OmsRefusal */
  login(appId: unknown, rid: unknown, sign: unknown): string {
    if (typeof appId !== 'string' || typeof rid !== 'string' || typeof sign !== 'string' || rid === '') {
      throw new OmsRefusal('badParameter', 'app_id, timestamp and sign must be texts');
    }
    const app = this.settings.apps.find((candidate) => candidate.appId === appId);
    const expected = createHash('md5')
      .update(appId + rid + (app?.appSecret ?? ''), 'utf8')
      .digest('hex');
    if (!app || sign !== expected) {
      throw new OmsRefusal('badSignature', '签名错误');
    }
    this.#useOnce(`${appId} ${rid}`);
    if (this.settings.oneTokenPerApp) {
      this.endAll(appId);
    }
    const token = { appId, expiresAt: this.now() + this.settings.tokenLifeSeconds * 1000 };
    const value = this.#newToken(token);
    this.#tokens.set(value, token);
    return value;
  }

  /** @throws OmsRefusal unless the token is valid now */
  check(value: string | undefined): void {
    const token = this.#tokens.get(value ?? '');
    if (!token || token.expiresAt <= this.now()) {
      throw new OmsRefusal('badToken', 'token 无效或已过期');
    }
  }

  /** Ends the tokens of one application, or all, now. */
  endAll(appId?: string): void {
    for (const [value, token] of this.#tokens) {
      if (appId === undefined || token.appId === appId) {
        this.#tokens.delete(value);
      }
    }
  }

  #useOnce(id: string): void {
    if (this.#usedIds.has(id)) {
      throw new OmsRefusal('badSignature', 'timestamp 已使用');
    }
    this.#usedIds.add(id);
    const [oldest] = this.#usedIds;
    if (this.#usedIds.size > rememberedIds && oldest !== undefined) {
      this.#usedIds.delete(oldest);
    }
  }

  #newToken({ appId, expiresAt }: IssuedToken): string {
    const id = randomBytes(12).toString('hex');
    if (this.settings.tokenForm === 'opaque') {
      return id;
    }
    const issued = { sub: appId, jti: id, iat: Math.floor(this.now() / 1000) };
    const ends = this.settings.tokenForm === 'jwt' ? { exp: Math.floor(expiresAt / 1000) } : {};
    const content = [
      { alg: 'HS256', typ: 'JWT' },
      { ...issued, ...ends },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = createHmac('sha256', this.#key).update(content).digest('base64url');
    return `${content}.${signature}`;
  }
}
