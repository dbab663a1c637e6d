import { steadyTime } from '../async/clock';
import type { LoginHistory } from './login-guard';
import type { Token } from './token';

/**
 * Where sessions keep their tokens. A store that several processes share makes them use one token; then
 * `exclusively` is a lock with a lease, and whoever gets it looks into the store before asking the platform.
 */
export interface TokenStore {
  read(key: string): Promise<Token | undefined>;
  write(key: string, token: Token): Promise<void>;
  /** Forgets the token, unless another one has taken its place. */
  remove(key: string, value: string): Promise<void>;
  exclusively<T>(key: string, task: () => Promise<T>): Promise<T>;
  /** The login history of other processes, where the store is shared. Use it only within `exclusively`. */
  recall?(key: string): Promise<LoginHistory | undefined>;
  remember?(key: string, history: LoginHistory): Promise<void>;
}

/** Ms for which it is remembered what became of logins; nothing in it matters for longer. */
export const HISTORY_LIFE_MS = 11 * 60_000;

/** Keeps tokens in this process only. */
export class MemoryTokenStore implements TokenStore {
  private readonly tokens = new Map<string, Token>();
  private readonly histories = new Map<string, { history: LoginHistory; until: number }>();
  private readonly tails = new Map<string, Promise<unknown>>();

  async read(key: string): Promise<Token | undefined> {
    return this.tokens.get(key);
  }

  async write(key: string, token: Token): Promise<void> {
    this.tokens.set(key, token);
  }

  async remove(key: string, value: string): Promise<void> {
    if (this.tokens.get(key)?.value === value) this.tokens.delete(key);
  }

  async recall(key: string): Promise<LoginHistory | undefined> {
    this.forgetOld();
    return this.histories.get(key)?.history;
  }

  async remember(key: string, history: LoginHistory): Promise<void> {
    this.histories.set(key, { history, until: steadyTime() + HISTORY_LIFE_MS });
  }

  /** True while it matters what became of a login. */
  get hasHistory(): boolean {
    this.forgetOld();
    return this.histories.size > 0;
  }

  forgetTokens(): void {
    this.tokens.clear();
  }

  exclusively<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.tails.get(key) ?? Promise.resolve();
    const run = before.then(task, task);
    const tail = run.then(
      () => undefined,
      () => undefined,
    );
    this.tails.set(key, tail);
    tail.then(() => {
      if (this.tails.get(key) === tail) this.tails.delete(key);
    });
    return run;
  }

  private forgetOld(): void {
    for (const [key, { until }] of this.histories) {
      if (until <= steadyTime()) this.histories.delete(key);
    }
  }
}
