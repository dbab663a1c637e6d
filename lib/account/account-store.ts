import { type RateLimiter, SlidingWindowLimiter, type SlidingWindowLimits } from '../http/rate-limiter';
import { sha256 } from '../json/digest';
import { MemoryTokenStore, type TokenStore } from '../session/token-store';

/** What identifies an account, so that accounts of different processes are known to be the same. */
export interface StoredAccount {
  platform: string;
  baseUrl: string;
  /** Public: user name, app key, scope. */
  identity: readonly string[];
  secrets: readonly string[];
}

/** An account's part of a store. Close it with the account. */
export interface AccountStorage {
  tokens: TokenStore;
  rateLimiter(limits: SlidingWindowLimits): RateLimiter;
  close(): void;
}

/** A store for what accounts may share. */
export interface PlatformStore {
  account(account: StoredAccount): AccountStorage;
}

interface Kept {
  tokens: MemoryTokenStore;
  users: number;
}

/**
 * The store of one process alone. The tokens of an account go when nobody uses it any more; that its logins were refused
 * is remembered as long as it keeps the next from being sent.
 */
export class LocalStore implements PlatformStore {
  private readonly accounts = new Map<string, Kept>();

  account(account: StoredAccount): AccountStorage {
    this.forgetUnused();
    const key = digestOf(account);
    const kept = this.accounts.get(key) ?? { tokens: new MemoryTokenStore(), users: 0 };
    this.accounts.set(key, kept);
    kept.users += 1;
    let isOpen = true;
    return {
      tokens: kept.tokens,
      rateLimiter: (limits) => new SlidingWindowLimiter(limits),
      close: () => {
        if (!isOpen) return;
        isOpen = false;
        kept.users -= 1;
        if (kept.users === 0) kept.tokens.forgetTokens();
        this.forgetUnused();
      },
    };
  }

  private forgetUnused(): void {
    for (const [key, { users, tokens }] of this.accounts) {
      if (users === 0 && !tokens.hasHistory) this.accounts.delete(key);
    }
  }
}

/** Only a hash of the secrets goes into the key. */
function digestOf({ platform, baseUrl, identity, secrets }: StoredAccount): string {
  const facts = JSON.stringify([platform, baseUrl, identity, secrets]);
  return sha256(facts, 'base64url');
}
