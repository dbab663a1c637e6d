import { createHmac, randomUUID } from 'node:crypto';
import type { Question } from '../support/answering-server';

export interface Failure {
  readonly status: number;
  readonly errorCode: number;
  readonly errorMsg: string;
  readonly statusMsg?: string;
}

export interface UserHabits {
  /** How the gateway checks who asks; `off` when its security control is switched off. */
  security?: 'on' | 'off';
}

export const noPermission: Failure = { status: 401, errorCode: 7, errorMsg: '没有权限' };

/** One user with a password and a permanent key (section 2.3). */
export class Users {
  readonly username = 'reader';
  readonly key = randomUUID();
  password = 'reader-password';
  readonly #secret = randomUUID();
  readonly #ended = new Set<string>();

  constructor(private readonly habits: UserHabits) {}

  login({ username, password }: Record<string, unknown>): Failure | { token: string } {
    if (typeof username !== 'string' || typeof password !== 'string') return invalid('username, password');
    if (username !== this.username || password !== this.password) return noPermission;
    return { token: this.#jwt() };
  }

  changePassword(
    question: Question,
    { currentPassword, newPassword }: Record<string, unknown>,
  ): Failure | undefined {
    if (bearer(question) === this.key) return noPermission;
    if (currentPassword !== this.password || typeof newPassword !== 'string') return noPermission;
    this.password = newPassword;
    return undefined;
  }

  refusalOf(question: Question): Failure | undefined {
    if (this.habits.security === 'off') return undefined;
    const token = bearer(question);
    return token === this.key || this.#isLive(token) ? undefined : noPermission;
  }

  /** As after 24 hours. */
  expire(token: string): void {
    this.#ended.add(token);
  }

  #isLive(token: string): boolean {
    const [head, claims, seal] = token.split('.');
    if (seal === undefined || this.#ended.has(token)) return false;
    return seal === this.#sealOf(`${head}.${claims}`);
  }

  #jwt(): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = { unique_name: this.username, nbf: now, exp: now + 86_400, iat: now, jti: randomUUID() };
    const text = [{ alg: 'HS256', typ: 'JWT' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${this.#sealOf(text)}`;
  }

  #sealOf(text: string): string {
    return createHmac('sha256', this.#secret).update(text).digest('base64url');
  }
}

export function invalid(name: string): Failure {
  return { status: 400, errorCode: 10017, errorMsg: 'Invalid request', statusMsg: name };
}

function bearer({ headers }: Question): string {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
}
