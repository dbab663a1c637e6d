import { ShopfloorError, StoreUnreachable } from '../errors';
import type { LoginHistory } from '../session/login-guard';
import { isExpired, type Token } from '../session/token';
import type { TokenStore } from '../session/token-store';
import type { StoreAccess } from './store-access';
import { StoreLock } from './store-lock';
import type { TokenCipher } from './token-cipher';

/** Longer than anything in it matters, in ms. */
const HISTORY_LIFE_MS = 11 * 60_000;
/** Tokens that live until they are refused are forgotten after so long, in ms. */
const LONGEST_LIFE_MS = 30 * 24 * 3_600_000;

/** Keeps an account's tokens in the store, encrypted: all processes use one, and it survives their restarts. */
export class RedisTokenStore implements TokenStore {
  private readonly lock: StoreLock;
  private readonly closing = new AbortController();
  private readonly holders = new Map<string, string>();
  /** For a store that has forgotten them. */
  private readonly known = new Map<string, Token>();

  constructor(
    private readonly access: StoreAccess,
    private readonly cipher: TokenCipher,
  ) {
    this.lock = new StoreLock(access);
    access.lease.on('registered', this.onRegistered);
  }

  /** The life that is left is measured by the server's clock: computers need not agree on the time. */
  async read(key: string): Promise<Token | undefined> {
    const name = await this.cipher.nameOf(key);
    const [entry, leftMs] = (await this.access.run('read', [name])) as [string | null, number];
    const token = entry === null ? undefined : ((await this.cipher.open(entry, name)) as Token | undefined);
    if (!token) return undefined;
    const local =
      token.expiresAt === undefined ? token : shifted(token, Date.now() + leftMs - token.expiresAt);
    this.known.set(key, local);
    return local;
  }

  /** Only within `exclusively`. Rejects when the lock was lost: then another process may have written since. */
  async write(key: string, token: Token): Promise<void> {
    this.known.set(key, token);
    const name = await this.cipher.nameOf(key);
    const holder = this.holders.get(key) ?? '';
    const entry = await this.cipher.seal(token, name);
    try {
      const written = await this.access.run('write', [name, entry, lifeOf(token), holder]);
      if (written === 1) return;
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
    const name = await this.cipher.nameOf(key);
    const [entry] = (await this.access.run('read', [name])) as [string | null];
    const token = entry === null ? undefined : ((await this.cipher.open(entry, name)) as Token | undefined);
    if (entry !== null && token?.value === value) await this.access.run('remove', [name, entry]);
  }

  async recall(key: string): Promise<LoginHistory | undefined> {
    const name = await this.cipher.nameOf(`${key} history`);
    const [entry] = (await this.access.run('read', [name])) as [string | null];
    return entry === null ? undefined : ((await this.cipher.open(entry, name)) as LoginHistory | undefined);
  }

  async remember(key: string, history: LoginHistory): Promise<void> {
    const name = await this.cipher.nameOf(`${key} history`);
    await this.access.run('note', [name, await this.cipher.seal(history, name), HISTORY_LIFE_MS]);
  }

  async exclusively<T>(key: string, task: () => Promise<T>): Promise<T> {
    const name = await this.cipher.nameOf(key);
    return this.lock.hold(name, this.closing.signal, async (holder) => {
      this.holders.set(key, holder);
      try {
        return await task();
      } finally {
        if (this.holders.get(key) === holder) this.holders.delete(key);
      }
    });
  }

  close(): void {
    this.closing.abort();
    this.access.lease.off('registered', this.onRegistered);
  }

  private readonly onRegistered = (): void => {
    for (const [key, token] of this.known) this.fill(key, token).catch(() => undefined);
  };

  private async fill(key: string, token: Token): Promise<void> {
    if (isExpired(token, Date.now())) return;
    const name = await this.cipher.nameOf(key);
    await this.access.run('fill', [name, await this.cipher.seal(token, name), lifeOf(token)]);
  }
}

function lifeOf({ expiresAt }: Token): number {
  const left = expiresAt === undefined ? LONGEST_LIFE_MS : expiresAt - Date.now();
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
