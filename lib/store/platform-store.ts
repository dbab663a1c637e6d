import { type CallBudget, SlidingWindowBudget, type SlidingWindowLimits } from '../http/call-budget';
import { MemoryTokenStore, type TokenStore } from '../session/token-store';

/** What makes accounts of different processes the same. */
export interface StoredAccount {
  platform: string;
  baseUrl: string;
  /** Public: user name, app key, scope. */
  identity: readonly string[];
  secrets: readonly string[];
}

/** What an account keeps in a store; to be closed with it. */
export interface AccountShare {
  tokens: TokenStore;
  budget(limits: SlidingWindowLimits): CallBudget;
  close(): void;
}

/** Where accounts keep what they may share. */
export interface PlatformStore {
  account(account: StoredAccount): AccountShare;
}

/** The store of one process alone. */
export class LocalStore implements PlatformStore {
  constructor(private readonly tokens: TokenStore = new MemoryTokenStore()) {}

  account(): AccountShare {
    return {
      tokens: this.tokens,
      budget: (limits) => new SlidingWindowBudget(limits),
      close: () => undefined,
    };
  }
}
