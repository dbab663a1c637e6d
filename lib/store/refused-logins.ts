import { steadyTime } from '../async/clock';
import { sha256 } from '../json/digest';
import { RefusalPause } from '../session/refusal-pause';
import type { StoreSettings } from './settings';

/** By address and credentials, of which only a hash is kept; they outlive the connections, so that no deploy repeats them. */
const known = new Map<string, RefusalPause<string>>();

/** Logins to a store that were refused, with what the server said. */
export class RefusedLogins {
  private readonly key: string;

  constructor(
    { url, password, sentinelPassword }: StoreSettings,
    private readonly now: () => number = steadyTime,
  ) {
    this.key = sha256(JSON.stringify([url, password, sentinelPassword]));
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
  }

  /** Somebody asks for a login now: it is sent, unless too many were refused of late. */
  askAgain(): void {
    known.get(this.key)?.lift();
  }

  succeeded(): void {
    known.delete(this.key);
  }
}
