import { PlatformError, type ShopfloorError } from '../errors';
import type { SessionState } from './session-state';

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 600_000;
const RECLAIM_INTERVAL_MS = 60_000;
/** So many refused logins in so long, in ms; then not even somebody who asks for one gets another sent. */
const MOST_REFUSED = 5;
const REFUSED_WINDOW_MS = 600_000;

/** The outcome of the last logins of an account. Times are ms since the epoch. */
export interface LoginHistory {
  /** Logins that were refused in a row. */
  refusals: number;
  refusal?: {
    error: Pick<ShopfloorError, 'message' | 'code' | 'kind' | 'retryable' | 'httpStatus'>;
    since: number;
    until: number;
  };
  /** When a token was last won back from another program. */
  lastReclaim?: number;
  /** When logins were refused of late. */
  refusedAt?: number[];
}

/**
 * Decides whether a login may be sent now: not again within a minute (growing to ten) after a refused one, and
 * at most once a minute to win back a token that another program's login has ended.
 */
export class LoginGuard {
  private refusals = 0;
  private refusedAt: number[] = [];
  private refusal: { error: ShopfloorError; since: number; until: number } | undefined;
  private isWaived = false;
  private takenOver = false;
  private lastReclaim = Number.NEGATIVE_INFINITY;

  constructor(private readonly now: () => number) {}

  /** What other processes that log in to the same account should know; undefined when that is nothing. */
  get history(): LoginHistory | undefined {
    const { refusal, refusals, lastReclaim } = this;
    const refusedAt = this.refusedOfLate(this.now());
    const isReclaimed = lastReclaim > Number.NEGATIVE_INFINITY;
    if (!refusal && !isReclaimed && refusedAt.length === 0) return undefined;
    return {
      refusals,
      ...(isReclaimed ? { lastReclaim } : {}),
      ...(refusal ? { refusal: { ...refusal, error: detailsOf(refusal.error) } } : {}),
      ...(refusedAt.length === 0 ? {} : { refusedAt }),
    };
  }

  /** Takes in what another process, or a client that was closed since, has met with. */
  learn({ refusals, refusal, lastReclaim, refusedAt = [] }: LoginHistory): void {
    this.lastReclaim = Math.max(this.lastReclaim, lastReclaim ?? Number.NEGATIVE_INFINITY);
    this.refusedAt = [...new Set([...this.refusedAt, ...refusedAt])].sort((a, b) => a - b);
    if (!refusal || refusal.until <= (this.refusal?.until ?? 0)) return;
    const { message, ...details } = refusal.error;
    this.refusals = refusals;
    this.refusal = { ...refusal, error: new PlatformError(message, details) };
  }

  /** Another process of ours has a token that is newer than the one that was ended. */
  relieved(): void {
    this.takenOver = false;
  }

  /** The next login is sent whatever came of the last ones: somebody has asked for it. */
  waive(): void {
    this.isWaived = true;
  }

  /** Another program's login ended our token. */
  superseded(): void {
    this.takenOver = true;
  }

  /** Throws when no login may be sent at this moment. */
  check(): void {
    const { isWaived } = this;
    this.isWaived = false;
    const now = this.now();
    if (isWaived) {
      this.checkWaived(now);
      return;
    }
    const refusal = this.pausing(now);
    if (refusal) throw refusal.error;
    if (this.isRivalled(now)) throw this.rivalError(now);
  }

  succeeded(): void {
    this.refusals = 0;
    this.refusedAt = [];
    this.refusal = undefined;
    if (this.takenOver) this.lastReclaim = this.now();
    this.takenOver = false;
  }

  failed(error: ShopfloorError): void {
    if (!isRefusal(error)) return;
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.refusals);
    this.refusals += 1;
    const since = this.now();
    this.refusedAt = [...this.refusedOfLate(since), since];
    this.refusal = { error, since, until: since + pause };
  }

  stateAfter(error: ShopfloorError): SessionState {
    const now = this.now();
    const refusal = this.pausing(now);
    if (refusal) return { name: 'refused', until: refusal.until, error: refusal.error };
    if (this.isRivalled(now)) return { name: 'rival', until: this.lastReclaim + RECLAIM_INTERVAL_MS, error };
    return { name: 'failed', error };
  }

  // A time in the future was recorded before the clock was set back, so it cannot be used.
  private pausing(now: number): { error: ShopfloorError; until: number } | undefined {
    const { refusal } = this;
    return refusal && refusal.since <= now && now < refusal.until ? refusal : undefined;
  }

  /** Whoever asks, and from wherever: the account would be locked. */
  private checkWaived(now: number): void {
    const first = this.refusedOfLate(now).at(-MOST_REFUSED);
    const { refusal } = this;
    if (!refusal || first === undefined) return;
    const waitMs = first + REFUSED_WINDOW_MS - now;
    const { message, ...details } = detailsOf(refusal.error);
    throw new PlatformError(
      `${message} (not asked again: ${MOST_REFUSED} logins of this account were refused within ${REFUSED_WINDOW_MS / 60_000} minutes; the next is possible in ${Math.ceil(waitMs / 1000)} s)`,
      { ...details, retryAfterMs: waitMs },
    );
  }

  private refusedOfLate(now: number): number[] {
    return this.refusedAt.filter((time) => time <= now && time > now - REFUSED_WINDOW_MS);
  }

  private isRivalled(now: number): boolean {
    return this.takenOver && this.lastReclaim <= now && now < this.lastReclaim + RECLAIM_INTERVAL_MS;
  }

  private rivalError(now: number): ShopfloorError {
    const waitMs = this.lastReclaim + RECLAIM_INTERVAL_MS - now;
    return new PlatformError(
      `Another program keeps logging in with the same account and ends our token; next login in ${Math.ceil(waitMs / 1000)} s`,
      { code: 'session:rival', kind: 'auth', retryable: true, retryAfterMs: waitMs },
    );
  }
}

function detailsOf({ message, code, kind, retryable, httpStatus }: ShopfloorError) {
  return { message, code, kind, retryable, ...(httpStatus === undefined ? {} : { httpStatus }) };
}

/** A page of a proxy says nothing about the account. */
function isRefusal(error: ShopfloorError): boolean {
  if (error instanceof PlatformError && error.isForeign) return false;
  return !error.retryable && (error.kind === 'auth' || error.kind === 'permission' || error.kind === 'input');
}
