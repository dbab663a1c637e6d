import { createHmac, randomBytes } from 'node:crypto';
import type { SimulatedRequest } from '../request';
import { GatewayRefusal } from './codes';
import type { BivrostSettings, GatewayUser } from './settings';

/** Security settings of the gateway (docs/platforms/bivrost.md, "Configuration and gateway": 2.9.1.4 and 2.9.6.11). */
export interface SecurityConfiguration {
  /** Security control; on by default. */
  enable: boolean;
  /** API commands of what nobody may use. */
  protectedApi: string;
  enableIpWhiteList: boolean;
  ipWhiteList: string;
}

export const defaultSecurity: SecurityConfiguration = {
  enable: true,
  protectedApi: 'exact,/cnc/writeOffsetData;exact,/cnc/writePlcData',
  enableIpWhiteList: false,
  ipWhiteList: '',
};

const withoutUser = new Set(['auth/login', 'misc/product-details']);

interface Bearer {
  user: GatewayUser;
  kind: 'jwt' | 'key';
}

/** Decides who may call what: logins, tokens, keys, the white list, protected and authorised interfaces. */
export class AccessControl {
  security: SecurityConfiguration = { ...defaultSecurity };
  /** Logins that succeeded and that were refused. */
  readonly logins = { succeeded: 0, refused: 0 };
  readonly #secret = randomBytes(32);
  readonly #ended = new Set<string>();
  #endedBefore = 0;
  #serial = 0;

  constructor(
    private readonly users: () => readonly GatewayUser[],
    private readonly settings: BivrostSettings,
    private readonly now: () => number,
  ) {}

  /** A token for the user (2.4.1). @throws GatewayRefusal 7 */
  login(username: string, password: string): { token: string } {
    const user = this.users().find((each) => each.username === username && each.password === password);
    if (!user) {
      this.logins.refused++;
      throw new GatewayRefusal('noPermission', 'Wrong username or password.');
    }
    this.logins.succeeded++;
    this.#serial++;
    const issued = this.now();
    return {
      token: this.#sign({
        unique_name: user.username,
        nameid: String(user.id),
        nbf: Math.floor(issued / 1000),
        exp: Math.floor(issued / 1000) + this.settings.tokenLifeSeconds,
        jti: this.#serial,
        until: issued + this.settings.tokenLifeSeconds * 1000,
      }),
    };
  }

  /** Ends every token that is out, as a new signing key would. */
  endTokens(): void {
    this.#endedBefore = this.#serial;
  }

  /** Ends one token. */
  endToken(token: string): void {
    this.#ended.add(token);
  }

  /** Who calls; undefined where nobody has to be. @throws GatewayRefusal 7 */
  admit(operation: string, request: SimulatedRequest): GatewayUser | undefined {
    if (withoutUser.has(operation)) {
      return undefined;
    }
    const bearer = this.#bearer(request);
    if (bearer?.kind !== 'jwt') {
      this.#checkAddress(request);
    }
    if (matches(this.security.protectedApi, operation)) {
      throw new GatewayRefusal('noPermission', 'The API is protected.');
    }
    if (!this.security.enable) {
      return bearer?.user;
    }
    if (!bearer) {
      throw new GatewayRefusal('noPermission', 'Invalid token.');
    }
    if (!bearer.user.isAdmin && !matches(bearer.user.authorizedApis ?? '', operation)) {
      throw new GatewayRefusal('noPermission', 'The API is not authorized.');
    }
    return bearer.user;
  }

  /** Whether the request carries a login's token rather than a key. */
  isJwt(request: SimulatedRequest): boolean {
    return this.#bearer(request)?.kind === 'jwt';
  }

  #bearer(request: SimulatedRequest): Bearer | undefined {
    const value = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (value === undefined) {
      return undefined;
    }
    const byKey = this.users().find(({ secretKey }) => secretKey === value);
    if (byKey) {
      return { user: byKey, kind: 'key' };
    }
    const user = this.#userOf(value);
    return user && { user, kind: 'jwt' };
  }

  #userOf(token: string): GatewayUser | undefined {
    const [head, body, signature] = token.split('.');
    if (body === undefined || signature !== this.#signature(`${head}.${body}`) || this.#ended.has(token)) {
      return undefined;
    }
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    const isOver = Number(claims['until']) <= this.now() || Number(claims['jti']) <= this.#endedBefore;
    return isOver ? undefined : this.users().find(({ id }) => String(id) === claims['nameid']);
  }

  #checkAddress(request: SimulatedRequest): void {
    const { enableIpWhiteList, ipWhiteList } = this.security;
    const address = (request.stream.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    if (enableIpWhiteList && !ipWhiteList.split(';').some((entry) => entry.trim() === address)) {
      throw new GatewayRefusal('notInWhiteList');
    }
  }

  #sign(claims: object): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
    return `${unsigned}.${this.#signature(unsigned)}`;
  }

  #signature(text: string): string {
    return createHmac('sha256', this.#secret).update(text).digest('base64url');
  }
}

/** API commands: `exact,/path` and `prefix,/path`, apart by semicolons (2.9.1.4). */
function matches(commands: string, operation: string): boolean {
  const path = `/${operation}`.toLowerCase();
  return commands.split(';').some((command) => {
    const [kind = '', target = ''] = command
      .trim()
      .toLowerCase()
      .split(',')
      .map((part) => part.trim());
    return (kind === 'exact' && path === target) || (kind === 'prefix' && path.startsWith(target));
  });
}
