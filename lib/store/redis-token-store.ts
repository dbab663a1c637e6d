import { randomUUID } from 'node:crypto';
import { steadyTime } from '../async/clock';
import { delay } from '../async/timing';
import { ShopfloorError, StoreUnreachable } from '../errors';
import type { LoginHistory } from '../session/login-guard';
import { isExpired, type Token } from '../session/token';
import { HISTORY_LIFE_MS, type TokenStore } from '../session/token-store';
import type { Membership } from './membership';
import type { RedisConnection } from './redis-connection';
import type { TokenCipher } from './token-cipher';

/** Tokens that live until they are refused are forgotten after so long, in ms. */
const LONGEST_LIFE_MS = 30 * 24 * 3_600_000;
/** A lock whose holder does not keep it falls open after so long, in ms. */
const LOCK_MS = 10_000;
const ASK_AGAIN_MS = 100;
/** However soon the lock ends, by the word of a server. */
const LEAST_MS = 25;

/** Keeps an account's tokens in the store, encrypted: all processes use one, and it survives their restarts. */
export class RedisTokenStore implements TokenStore {
  private readonly closing = new AbortController();
  /** What proves to the server that the lock of a key is ours. */
  private readonly holders = new Map<string, string>();
  /** Kept to write them again into a store that has lost them. */
  private readonly known = new Map<string, Token>();

  constructor(
    private readonly redis: RedisConnection,
    private readonly membership: Membership,
    private readonly cipher: TokenCipher,
  ) {
    membership.on('joined', this.fillAll);
  }

  /** The life that is left is measured by the server's clock: computers need not agree on the time. */
  async read(key: string): Promise<Token | undefined> {
    const { token, leftMs } = await this.entry<Token>(key);
    if (!token) return undefined;
    const local =
      token.expiresAt === undefined ? token : shifted(token, steadyTime() + leftMs - token.expiresAt);
    this.known.set(key, local);
    return local;
  }

  /** Only within `exclusively`. Rejects when the lock was lost: then another process may have written since. */
  async write(key: string, token: Token): Promise<void> {
    this.known.set(key, token);
    try {
      if ((await this.put('WRITE', key, token, lifeOf(token), this.holders.get(key) ?? '')) === 1) return;
    } catch (thrown) {
      // The token works all the same; the store gets it when it is back.
      if (thrown instanceof StoreUnreachable) return;
      throw thrown;
    }
    this.known.delete(key);
    throw new ShopfloorError('Another process has taken over the login of this account', {
      code: 'store:lock-lost',
      kind: 'conflict',
      retryable: true,
    });
  }

  async remove(key: string, value: string): Promise<void> {
    if (this.known.get(key)?.value === value) this.known.delete(key);
    const { name, sealed, token } = await this.entry<Token>(key);
    if (token?.value === value) await this.redis.run('REMOVE', [name, sealed]);
  }

  async recall(key: string): Promise<LoginHistory | undefined> {
    return (await this.entry<LoginHistory>(`${key} history`)).token;
  }

  async remember(key: string, history: LoginHistory): Promise<void> {
    await this.put('WRITE', `${key} history`, history, HISTORY_LIFE_MS);
  }

  async exclusively<T>(key: string, task: () => Promise<T>): Promise<T> {
    const name = await this.cipher.nameOf(key);
    const { signal } = this.closing;
    const holder = randomUUID();
    for (;;) {
      const wait = await this.redis.run('LOCK', [name, holder, LOCK_MS]);
      if (wait === 0) break;
      const asked = typeof wait === 'number' && wait > 0 ? wait : ASK_AGAIN_MS;
      await delay(Math.min(Math.max(asked, LEAST_MS), ASK_AGAIN_MS * (0.5 + Math.random())), signal);
    }
    this.holders.set(key, holder);
    const keeping = setInterval(() => {
      // A process that is closed during a login delays the others no longer than the lock lasts.
      if (signal.aborted) clearInterval(keeping);
      else this.redis.run('KEEP_LOCK', [name, holder, LOCK_MS]).catch(() => undefined);
    }, LOCK_MS / 3);
    try {
      return await task();
    } finally {
      clearInterval(keeping);
      if (this.holders.get(key) === holder) this.holders.delete(key);
      this.redis.run('UNLOCK', [name, holder]).catch(() => undefined);
    }
  }

  close(): void {
    this.closing.abort();
    this.membership.off('joined', this.fillAll);
  }

  private readonly fillAll = (): void => {
    for (const [key, token] of this.known) {
      if (!isExpired(token, steadyTime())) this.put('FILL', key, token, lifeOf(token)).catch(() => undefined);
    }
  };

  private async entry<T>(
    key: string,
  ): Promise<{ name: string; sealed: string; token: T | undefined; leftMs: number }> {
    const name = await this.cipher.nameOf(key);
    const [sealed, leftMs] = (await this.redis.run('READ', [name])) as [string | null, number];
    const token = sealed === null ? undefined : await this.cipher.open(sealed, name);
    return { name, sealed: sealed ?? '', token: token as T | undefined, leftMs };
  }

  private async put(
    script: 'WRITE' | 'FILL',
    key: string,
    content: object,
    lifeMs: number,
    ...holder: string[]
  ): Promise<unknown> {
    const name = await this.cipher.nameOf(key);
    return this.redis.run(script, [name, await this.cipher.seal(content, name), lifeMs, ...holder]);
  }
}

function lifeOf({ expiresAt }: Token): number {
  const left = expiresAt === undefined ? LONGEST_LIFE_MS : expiresAt - steadyTime();
  return Math.round(Math.min(Math.max(left, 1), LONGEST_LIFE_MS));
}

function shifted(token: Token, ms: number): Token {
  return {
    ...token,
    obtainedAt: token.obtainedAt + ms,
    ...(token.expiresAt === undefined ? {} : { expiresAt: token.expiresAt + ms }),
    ...(token.renewAt === undefined ? {} : { renewAt: token.renewAt + ms }),
  };
}
