import { steadyTime } from '../async/clock';
import { sha256 } from '../json/digest';
import { LoginAttempts } from '../session/login-attempts';
import { MOST_REFUSED, REFUSED_WINDOW_MS, RefusalPause } from '../session/refusal-pause';
import type { StoreSettings } from './settings';

/** By address and credentials, of which only a hash is kept; they outlive the connections, so that no deploy repeats them. */
const known = new Map<string, RefusalPause<string>>();

/** Logins to a store that were refused, with what the server said. */
export class RefusedLogins {
  private readonly key: string;
  private readonly attempts: LoginAttempts;

  constructor(
    { url, password, sentinelPassword }: StoreSettings,
    private readonly now: () => number = steadyTime,
  ) {
    this.key = sha256(JSON.stringify([url, password, sentinelPassword]));
    this.attempts = new LoginAttempts(['store', serversIn(url)], now);
  }

  /** Why no login may be sent now; undefined when one may. */
  get reason(): string | undefined {
    const refusal = known.get(this.key)?.pausing;
    if (!refusal) return undefined;
    return `${refusal.reason} (the next login follows in ${Math.ceil((refusal.until - this.now()) / 1000)} s)`;
  }

  /** Of the connections of one attempt, the first to be refused counts. */
  note(text: string): void {
    if (this.reason !== undefined) return;
    for (const [key, { isOver }] of known) if (isOver) known.delete(key);
    const pause = known.get(this.key) ?? new RefusalPause<string>(this.now);
    known.set(this.key, pause);
    pause.refused(text);
    this.attempts.refused();
  }

  /** Somebody asks for a login now: it is sent, unless too many were refused of late, with whatever passwords. */
  askAgain(): string | undefined {
    const { lockedMs } = this.attempts;
    if (lockedMs === 0) {
      known.get(this.key)?.lift();
      return this.reason;
    }
    const said = known.get(this.key)?.pausing?.reason ?? 'Invalid username or password';
    return `${said} (not asked again: ${MOST_REFUSED} logins to this store were refused within ${REFUSED_WINDOW_MS / 60_000} minutes; the next login follows in ${Math.ceil(lockedMs / 1000)} s)`;
  }

  succeeded(): void {
    this.attempts.succeeded();
    known.delete(this.key);
  }
}

/** Where the passwords of an address go, whatever user, password and number of a database there is beside it. */
function serversIn(url: string): string {
  const begin = Math.max(url.indexOf('://') + 3, url.lastIndexOf('@') + 1);
  return url.slice(begin).split(/[/?#]/, 1)[0] ?? '';
}
