import { PlatformError, type ShopfloorError } from '../errors';
import type { LoginAttempts } from './login-attempts';
import { MOST_REFUSED, REFUSED_WINDOW_MS, RefusalPause } from './refusal-pause';
import type { SessionState } from './session-state';

const RECLAIM_INTERVAL_MS = 60_000;
/** For a secret that was not tried yet. */
const WITH_OTHER_SECRETS: ReturnType<typeof detailsOf> = {
  message: 'Too many logins were refused',
  code: 'session:too-many-refused',
  kind: 'auth',
  retryable: false,
};

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
  private readonly pause: RefusalPause<ShopfloorError>;
  private isWaived = false;
  private takenOver = false;
  private lastReclaim = Number.NEGATIVE_INFINITY;

  /** @param attempts the refused logins of the account, also with other secrets */
  constructor(
    private readonly now: () => number,
    private readonly attempts?: LoginAttempts,
  ) {
    this.pause = new RefusalPause(now);
  }

  /** What other processes that log in to the same account should know; undefined when that is nothing. */
  get history(): LoginHistory | undefined {
    const { lastReclaim } = this;
    const { count: refusals, last, times } = this.pause.refusals;
    const isReclaimed = lastReclaim > Number.NEGATIVE_INFINITY;
    if (!last && !isReclaimed && times.length === 0) return undefined;
    return {
      refusals,
      ...(isReclaimed ? { lastReclaim } : {}),
      ...(last ? { refusal: { error: detailsOf(last.reason), since: last.since, until: last.until } } : {}),
      ...(times.length === 0 ? {} : { refusedAt: [...times] }),
    };
  }

  /** Takes in what another process, or a client that was closed since, has met with. */
  learn({ refusals, refusal, lastReclaim, refusedAt = [] }: LoginHistory): void {
    this.lastReclaim = Math.max(this.lastReclaim, lastReclaim ?? Number.NEGATIVE_INFINITY);
    this.pause.learn({ count: refusals, last: refusal && refusalOf(refusal), times: refusedAt });
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
    if (isWaived) {
      this.checkWaived();
      return;
    }
    const refusal = this.pause.pausing;
    if (refusal) throw refusal.reason;
    const now = this.now();
    if (this.isRivalled(now)) throw this.rivalError(now);
  }

  succeeded(): void {
    this.pause.succeeded();
    this.attempts?.succeeded();
    if (this.takenOver) this.lastReclaim = this.now();
    this.takenOver = false;
  }

  failed(error: ShopfloorError): void {
    if (!isRefusal(error)) return;
    this.pause.refused(error);
    this.attempts?.refused();
  }

  stateAfter(error: ShopfloorError): SessionState {
    const refusal = this.pause.pausing;
    if (refusal) return { name: 'refused', until: refusal.until, error: refusal.reason };
    if (this.isRivalled(this.now()))
      return { name: 'rival', until: this.lastReclaim + RECLAIM_INTERVAL_MS, error };
    return { name: 'failed', error };
  }

  /** Whoever asks, and from wherever: the account would be locked. */
  private checkWaived(): void {
    const { lockedMs, refusals } = this.pause;
    const waitMs = Math.max(lockedMs, this.attempts?.lockedMs ?? 0);
    if (waitMs === 0) return;
    const { message, ...details } = refusals.last ? detailsOf(refusals.last.reason) : WITH_OTHER_SECRETS;
    throw new PlatformError(
      `${message} (not asked again: ${MOST_REFUSED} logins of this account were refused within ${REFUSED_WINDOW_MS / 60_000} minutes; the next is possible in ${Math.ceil(waitMs / 1000)} s)`,
      { ...details, retryAfterMs: waitMs },
    );
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

/** A refusal that was told as data. */
function refusalOf({ error: { message, ...details }, since, until }: NonNullable<LoginHistory['refusal']>) {
  return { reason: new PlatformError(message, details), since, until };
}

function detailsOf({ message, code, kind, retryable, httpStatus }: ShopfloorError) {
  return { message, code, kind, retryable, ...(httpStatus === undefined ? {} : { httpStatus }) };
}

/** A page of a proxy says nothing about the account. */
function isRefusal(error: ShopfloorError): boolean {
  if (error instanceof PlatformError && error.isForeign) return false;
  return !error.retryable && (error.kind === 'auth' || error.kind === 'permission' || error.kind === 'input');
}
