import { EventEmitter } from 'node:events';
import { steadyTime } from '../async/clock';
import { tell } from '../async/listeners';
import { withOwnFailure } from '../async/own-failure';
import { Backoff, delay, unlessAborted } from '../async/timing';
import {
  AbortedError,
  PlatformError,
  StoreUnreachable,
  type TokenProblem,
  toShopfloorError,
} from '../errors';
import type { LoginAttempts } from './login-attempts';
import { LoginGuard } from './login-guard';
import { LOGIN_DISTANCE_MS, LoginPace } from './login-pace';
import { ReplacementLimit } from './replacement-limit';
import type { SessionState } from './session-state';
import { checkedToken, isExpired, renewalTime, type Token, type TokenProvider } from './token';
import type { TokenStore } from './token-store';

/** How a token is asked for. */
export interface TokenOptions {
  /** Gives the wait up; what others wait for goes on. */
  signal?: AbortSignal | undefined;
}

export interface SessionOptions {
  /** Identifies the account in the store; must not contain a secret. */
  key: string;
  tokenProvider: TokenProvider;
  store: TokenStore;
  /** Default: the steady clock, which nobody sets. */
  now?: () => number;
  /** The refused logins of the account, also of sessions with other secrets. */
  attempts?: LoginAttempts;
  /** How far apart logins are in the long run, in ms; default 3,000. */
  loginDistanceMs?: number;
}

// setTimeout takes 32 bits; a token that lives longer is looked at again at this interval.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The life of one account's token: one request in flight whoever asks, renewal before it ends, refused logins
 * not repeated at once, and no series of logins against another program that uses the same account.
 */
export class Session extends EventEmitter<{ change: [SessionState] }> {
  private readonly now: () => number;
  private readonly guard: LoginGuard;
  /** Of logins that are operations: whose they are is not known, so that they do not keep the session from its own. */
  private readonly guardByHand: LoginGuard;
  private readonly pace: LoginPace;
  private readonly replacements: ReplacementLimit;
  private readonly closing = new AbortController();
  private readonly renewalBackoff = new Backoff({ firstMs: 1_000, longestMs: 60_000 });
  private current: Token | undefined;
  private readonly refusedValues = new Set<string>();
  private acquiring: Promise<Token> | undefined;
  private proving: Promise<Token> | undefined;
  private renewing: Promise<void> | undefined;
  private renewNotBefore = 0;
  private holders = 0;
  private timer: NodeJS.Timeout | undefined;
  private currentState: SessionState = { name: 'idle' };

  constructor(private readonly options: SessionOptions) {
    super();
    this.setMaxListeners(0);
    this.now = options.now ?? steadyTime;
    this.guard = new LoginGuard(this.now, options.attempts);
    this.guardByHand = new LoginGuard(this.now);
    this.pace = new LoginPace(this.now, options.loginDistanceMs ?? LOGIN_DISTANCE_MS);
    this.replacements = new ReplacementLimit(this.now);
  }

  get state(): SessionState {
    return this.currentState;
  }

  /** The live token; asks for one when there is none. Many callers share one request. */
  async token({ signal }: TokenOptions = {}): Promise<Token> {
    const usable = this.usable();
    if (usable) {
      if (this.now() >= renewalTime(usable)) this.renewEarly(usable);
      return usable;
    }
    this.acquiring ??= this.acquire().finally(() => {
      this.acquiring = undefined;
    });
    return withOwnFailure(unlessAborted(this.acquiring, signal));
  }

  /** Asks the platform for a token, also where there is a live one: for a test that somebody starts. */
  async loginNow({ signal }: TokenOptions = {}): Promise<Token> {
    this.proving ??= this.prove().finally(() => {
      this.proving = undefined;
    });
    return withOwnFailure(unlessAborted(this.proving, signal));
  }

  /**
   * The next login, where one is needed, is sent even in a pause after refused ones: for a test that somebody starts.
   */
  askAgain(): void {
    this.guard.waive();
  }

  /**
   * Sends a login that is an operation like others: not while the session's own pause after a refused one, and after
   * refused ones of this kind with the same pauses between them.
   */
  sendLogin<T>(send: () => Promise<T>): Promise<T> {
    const { store, key } = this.options;
    return store.exclusively(key, async () => {
      this.guard.check();
      return this.guarded(this.guardByHand, `${key} by hand`, async () => {
        const answer = await this.paced(send);
        this.guardByHand.succeeded();
        return answer;
      });
    });
  }

  /**
   * Call this when the platform refused this token. The next `token()` brings another, unless too many were refused
   * within a minute; then the present one stays in use.
   */
  refused(token: Token, problem: TokenProblem): void {
    if (this.refusedValues.has(token.value)) return;
    const isCurrent = this.current?.value === token.value;
    // Tokens that another program has ended are limited by the login guard.
    if (isCurrent && problem !== 'superseded' && !this.replacements.allows(token)) return;
    this.rememberRefused(token.value);
    if (!isCurrent) return;
    this.current = undefined;
    clearTimeout(this.timer);
    if (problem === 'superseded') this.guard.superseded();
    this.options.store.remove(this.options.key, token.value).catch(() => undefined);
    this.enter({ name: 'idle' });
  }

  /**
   * Keeps the token alive, asked for or not, until the returned function is called: for sockets that end with
   * their token.
   */
  hold(): () => void {
    this.holders += 1;
    this.schedule();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.holders -= 1;
      if (this.holders === 0) clearTimeout(this.timer);
    };
  }

  close(): void {
    this.closing.abort(new AbortedError('The account was closed'));
    clearTimeout(this.timer);
    this.removeAllListeners();
  }

  /** While it is too early for another login, the expired token is used: the platform may still accept it. */
  private usable(): Token | undefined {
    const isUsable = this.current && (!isExpired(this.current, this.now()) || this.pace.waitMs > 0);
    return isUsable ? this.current : undefined;
  }

  private async prove(): Promise<Token> {
    // What is under way may end with a token that was there before.
    await this.acquiring?.catch(() => undefined);
    this.askAgain();
    const login = this.settle(() => this.login());
    const acquiring = login.finally(() => {
      this.acquiring = undefined;
    });
    acquiring.catch(() => undefined);
    this.acquiring = acquiring;
    try {
      return await login;
    } catch (thrown) {
      // What fails is the test: calls go on with the token that there is.
      const usable = this.usable();
      if (usable) this.enter(liveState(usable));
      throw thrown;
    }
  }

  private acquire(): Promise<Token> {
    return this.settle(async () => {
      const stored = await this.options.store.read(this.options.key);
      if (stored && !this.refusedValues.has(stored.value) && !isExpired(stored, this.now())) {
        this.guard.relieved();
        return stored;
      }
      const renewed = await this.renewExpired();
      return renewed ?? this.login();
    });
  }

  private async settle(obtain: () => Promise<Token>): Promise<Token> {
    try {
      const token = await this.options.store.exclusively(this.options.key, obtain);
      if (this.closing.signal.aborted) throw new AbortedError('The account was closed');
      this.adopt(token);
      return token;
    } catch (thrown) {
      const error = toShopfloorError(thrown);
      this.enter(this.guard.stateAfter(error));
      throw error;
    }
  }

  private login(): Promise<Token> {
    const { tokenProvider, store, key } = this.options;
    return this.guarded(this.guard, key, async () => {
      this.enter({ name: 'logging-in' });
      const token = await this.paced(async (signal) => checkedToken(await tokenProvider.login(signal)));
      await store.write(key, token);
      this.guard.succeeded();
      return token;
    });
  }

  /** Sends a login, unless it is too early for one; what comes of it is remembered. */
  private async guarded<T>(guard: LoginGuard, key: string, send: () => Promise<T>): Promise<T> {
    const { store } = this.options;
    const known = await store.recall?.(key);
    if (known) guard.learn(known);
    guard.check();
    try {
      return await send();
    } catch (thrown) {
      const error = toShopfloorError(thrown);
      guard.failed(error);
      throw error;
    } finally {
      // A failure to tell the others must not fail the login.
      const history = guard.history ?? (known && { refusals: 0 });
      if (history) await store.remember?.(key, history).catch(() => undefined);
    }
  }

  private async renewExpired(): Promise<Token | undefined> {
    const { tokenProvider } = this.options;
    const expired = this.current;
    if (!expired || !tokenProvider.renewsExpired || !this.renewalOf(expired)) return undefined;
    try {
      return await this.renew(expired);
    } catch (thrown) {
      const error = toShopfloorError(thrown);
      if (error.retryable || this.closing.signal.aborted) throw error;
      return undefined;
    }
  }

  private async renew(token: Token): Promise<Token> {
    const renewal = this.renewalOf(token);
    if (!renewal) return this.login();
    const renewed = await this.paced(renewal);
    await this.options.store.write(this.options.key, renewed);
    return renewed;
  }

  /** How this token is renewed; undefined where only a login brings another. */
  private renewalOf(token: Token): ((signal: AbortSignal) => Promise<Token>) | undefined {
    const { tokenProvider } = this.options;
    const renew = tokenProvider.renew?.bind(tokenProvider);
    if (!renew || tokenProvider.canRenew?.(token) === false) return undefined;
    return async (signal) => checkedToken(await renew(token, signal));
  }

  /** Asks the platform for a token, and not before the least distance from the last ones is over. */
  private async paced<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal } = this.closing;
    const { waitMs } = this.pace;
    if (waitMs > 0) await delay(waitMs, signal);
    try {
      const answer = await ask(signal);
      this.pace.count();
      return answer;
    } catch (thrown) {
      if (thrown instanceof PlatformError && !thrown.retryable) this.pace.count();
      throw thrown;
    }
  }

  private renewEarly(token: Token): void {
    if (this.renewing || this.acquiring || this.now() < this.renewNotBefore) return;
    if (this.pace.waitMs > 0) {
      this.renewNotBefore = this.now() + this.pace.waitMs;
      this.schedule();
      return;
    }
    this.renewing = this.renewOrLogin(token)
      .then(() => this.renewalBackoff.reset())
      .catch((thrown: unknown) => {
        // The token still works: a failed early renewal is tried again later and is no failure of any call.
        this.renewNotBefore = this.now() + this.renewalBackoff.next();
        const usable = this.usable();
        this.enter(usable ? liveState(usable) : this.guard.stateAfter(toShopfloorError(thrown)));
        this.schedule();
      })
      .finally(() => {
        this.renewing = undefined;
      });
  }

  private async renewOrLogin(token: Token): Promise<void> {
    const fresh = await this.renewShared(token).catch((thrown: unknown) => {
      const { tokenProvider } = this.options;
      const renewal = this.renewalOf(token);
      if (!(thrown instanceof StoreUnreachable) || !tokenProvider.prolongs || !renewal) throw thrown;
      return this.paced(renewal);
    });
    if (!this.closing.signal.aborted) this.adopt(fresh);
  }

  private renewShared(token: Token): Promise<Token> {
    const { store, key } = this.options;
    return store.exclusively(key, async () => {
      const stored = await store.read(key);
      const someoneElseDid = stored !== undefined && renewalTime(stored) > this.now();
      if (someoneElseDid && !this.refusedValues.has(stored.value)) return stored;
      try {
        return await this.renew(token);
      } catch (thrown) {
        const error = toShopfloorError(thrown);
        if (error.retryable || !(error instanceof PlatformError)) throw error;
        if (error.tokenProblem === 'superseded') this.refused(token, error.tokenProblem);
        return this.login();
      }
    });
  }

  private adopt(token: Token): void {
    this.current = token;
    // Some platforms answer a login with the token that is already out.
    this.refusedValues.delete(token.value);
    this.renewNotBefore = 0;
    this.enter(liveState(token));
    this.schedule();
  }

  private schedule(): void {
    clearTimeout(this.timer);
    const token = this.current;
    if (this.holders === 0 || !token || this.closing.signal.aborted) return;
    const due = Math.max(renewalTime(token), this.renewNotBefore);
    if (due === Number.POSITIVE_INFINITY) return;
    const wait = Math.min(Math.max(0, due - this.now()), LONGEST_TIMER_MS);
    this.timer = setTimeout(() => this.keepAlive(due), wait);
  }

  private keepAlive(due: number): void {
    // Timers and the wall clock do not agree to the millisecond, and a long life takes several timers.
    if (this.now() < due) this.schedule();
    else this.token().catch(() => undefined);
  }

  private rememberRefused(value: string): void {
    this.refusedValues.add(value);
    if (this.refusedValues.size > 16) {
      for (const oldest of this.refusedValues) {
        this.refusedValues.delete(oldest);
        break;
      }
    }
  }

  private enter(state: SessionState): void {
    if (this.closing.signal.aborted) return;
    const unchanged = state.name === this.currentState.name && state.name !== 'live';
    this.currentState = state;
    if (!unchanged) tell(this, 'change', state);
  }
}

function liveState({ expiresAt }: Token): SessionState {
  return { name: 'live', ...(expiresAt === undefined ? {} : { expiresAt }) };
}
