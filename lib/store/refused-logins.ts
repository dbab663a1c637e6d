import { createHash } from 'node:crypto';
import { steadyTime } from '../async/clock';
import type { StoreSettings } from './settings';

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 600_000;
/** So many refused logins in so long, in ms; then not even *Test connection* logs in. */
const MOST_REFUSED = 5;
const WINDOW_MS = 600_000;

interface Refusals {
  /** What the server said last. */
  text: string;
  /** In a row. */
  count: number;
  until: number;
  times: number[];
}

/** By address and credentials, of which only a hash is kept; they outlive the connections, so that no deploy repeats them. */
const known = new Map<string, Refusals>();

/** Logins to a store that were refused: the next follows after a minute, growing to ten. */
export class RefusedLogins {
  private readonly key: string;

  constructor(
    { url, password, sentinelPassword }: StoreSettings,
    private readonly now: () => number = steadyTime,
  ) {
    this.key = createHash('sha256')
      .update(JSON.stringify([url, password, sentinelPassword]))
      .digest('hex');
  }

  /** Why no login may be sent now; undefined when one may. */
  get reason(): string | undefined {
    const refusals = known.get(this.key);
    const waitMs = (refusals?.until ?? 0) - this.now();
    return refusals && waitMs > 0
      ? `${refusals.text} (the next login follows in ${Math.ceil(waitMs / 1000)} s)`
      : undefined;
  }

  /** Of the connections of one attempt, the first to be refused counts. */
  note(text: string): void {
    if (this.reason !== undefined) return;
    this.forgetOld();
    const now = this.now();
    const { count = 0, times = [] } = known.get(this.key) ?? {};
    const until = now + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** count);
    known.set(this.key, { text, count: count + 1, until, times: [...times.filter(this.isRecent), now] });
  }

  /** Somebody asks for a login now: it is sent, unless too many were refused of late. */
  askAgain(): void {
    const refusals = known.get(this.key);
    if (!refusals) return;
    const recent = refusals.times.filter(this.isRecent);
    const [first = 0] = recent.slice(-MOST_REFUSED);
    refusals.until = recent.length < MOST_REFUSED ? 0 : Math.max(refusals.until, first + WINDOW_MS);
  }

  succeeded(): void {
    known.delete(this.key);
  }

  private readonly isRecent = (time: number): boolean => time > this.now() - WINDOW_MS;

  private forgetOld(): void {
    for (const [key, { until, times }] of known) {
      if (until + LONGEST_PAUSE_MS < this.now() && !times.some(this.isRecent)) known.delete(key);
    }
  }
}
