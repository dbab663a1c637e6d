import { createHash, randomBytes } from 'node:crypto';
import { refuse } from './codes';
import type { QuectelAccount, QuectelSettings } from './settings';

/** The flat answer of both token operations (docs/platforms/quectel.md, "Token": 接口响应参数). */
export interface TokenGrant {
  access_token: string;
  token_type: 'jwt';
  /** Seconds. */
  expires_in: number;
  scope: string;
}

interface IssuedToken {
  value: string;
  accessKey: string;
  scope: string;
  /** Milliseconds since 1970. */
  renewedAt: number;
  expiresAt: number;
}

const timeTolerance = 10 * 60_000;
const rememberedTokens = 10_000;
const tokenForm = /^QJWT [\w-]+\.[\w-]+\.[\w-]+$/;

/** Checks signatures, issues, renews and checks tokens. Several tokens of one key live side by side. */
export class TokenIssuer {
  readonly #tokens = new Map<string, IssuedToken>();

  constructor(
    private readonly settings: QuectelSettings,
    private readonly now: () => number,
  ) {}

  login(username: string, password: string, scope: string): TokenGrant {
    const account = this.verify(username, password);
    return this.#issue(account.accessKey, scope);
  }

  /**
   * The account that signed the user name (docs/platforms/quectel.md, "Token": 用户名生成规则, 密码生成规则).
   * @throws QuectelRefusal 90047, 50005
   */
  verify(username: string, password: string): QuectelAccount {
    const fields = readUsername(username);
    const account = this.settings.accounts.find(({ accessKey }) => accessKey === fields.get('access_key'));
    if (!account) {
      throw refuse(90047);
    }
    if (Math.abs(Number(fields.get('timestamp')) - this.now()) > timeTolerance) {
      throw refuse(50005, 'timestamp');
    }
    const expected = createHash('sha256')
      .update(username + account.accessSecret)
      .digest('hex');
    if (password !== expected) {
      throw refuse(50005, 'password');
    }
    if (account.disabled) {
      throw refuse(91005, 'AccessKey disabled');
    }
    return account;
  }

  /**
   * Answers the same token while it is young, later another with a new life (docs/platforms/quectel.md, "Token":
   * 刷新token).
   */
  renew(value: string, scope: string): TokenGrant {
    const account = this.check(value);
    const token = this.#tokens.get(value);
    if (!token) {
      throw refuse(91001);
    }
    if (account.disabled) {
      this.#tokens.delete(value);
      throw refuse(91005, 'AccessKey disabled');
    }
    if (this.now() - token.renewedAt < this.settings.sameTokenMs) {
      return this.#grant(token);
    }
    return this.#issue(token.accessKey, scope || token.scope);
  }

  /** The account behind the header's or the renewal's token. @throws QuectelRefusal 91001, 91004 */
  check(value: string | undefined): QuectelAccount {
    if (value === undefined || value === '') {
      throw refuse(91001);
    }
    if (!tokenForm.test(value)) {
      throw refuse(91004);
    }
    const token = this.#tokens.get(value);
    const account = this.settings.accounts.find(({ accessKey }) => accessKey === token?.accessKey);
    if (!token || !account || token.expiresAt <= this.now()) {
      throw refuse(91001);
    }
    return account;
  }

  /** Ends every token now. */
  endAll(): void {
    for (const token of this.#tokens.values()) {
      token.expiresAt = Math.min(token.expiresAt, this.now());
    }
  }

  #issue(accessKey: string, scope: string): TokenGrant {
    const token: IssuedToken = {
      value: newToken(),
      accessKey,
      scope,
      renewedAt: this.now(),
      expiresAt: this.now() + this.settings.tokenLifeSeconds * 1000,
    };
    this.#tokens.set(token.value, token);
    const oldest = this.#tokens.keys().next().value;
    if (this.#tokens.size > rememberedTokens && oldest !== undefined) {
      this.#tokens.delete(oldest);
    }
    return this.#grant(token);
  }

  #grant({ value, scope, expiresAt }: IssuedToken): TokenGrant {
    const seconds = Math.max(1, Math.ceil((expiresAt - this.now()) / 1000));
    return { access_token: value, token_type: 'jwt', expires_in: seconds, scope };
  }
}

function readUsername(username: string): Map<string, string> {
  const fields = new Map(
    username.split('&').map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)] as const;
    }),
  );
  const isComplete =
    fields.size === 5 &&
    fields.get('ver') === '1' &&
    fields.get('auth_mode') === 'accessKey' &&
    fields.get('sign_method') === 'sha256' &&
    /^\d{13}$/.test(fields.get('timestamp') ?? '');
  if (!isComplete) {
    throw refuse(50005, 'username');
  }
  return fields;
}

/** Never decided by the seed: a token of another run must not be valid in this one. */
function newToken(): string {
  const part = (bytes: number): string => randomBytes(bytes).toString('base64url');
  return `QJWT ${part(15)}.${part(60)}.${part(32)}`;
}
