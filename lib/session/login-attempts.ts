import { steadyTime } from '../async/clock';
import { RefusalPause } from './refusal-pause';

/** By the name that logs in and where it does. They outlive the sessions, and hold no secret. */
const known = new Map<string, RefusalPause<undefined>>();

/**
 * The logins of one account that were refused of late, whatever secrets they were tried with: platforms lock the name,
 * and whoever guesses a secret comes with another one each time.
 */
export class LoginAttempts {
  private readonly key: string;
  private isProven = false;

  /** @param account what the platform knows the account by, without the secret */
  constructor(
    account: readonly string[],
    private readonly now: () => number = steadyTime,
  ) {
    this.key = JSON.stringify(account.map((part) => part.trim().toLowerCase()));
  }

  /** Ms until the next may be sent that somebody asks for. A secret that was right the last time is no guess. */
  get lockedMs(): number {
    return this.isProven ? 0 : (known.get(this.key)?.lockedMs ?? 0);
  }

  refused(): void {
    this.isProven = false;
    for (const [key, { isOver }] of known) if (isOver) known.delete(key);
    const refusals = known.get(this.key) ?? new RefusalPause<undefined>(this.now);
    known.set(this.key, refusals);
    refusals.refused(undefined);
  }

  /** What others were refused with stays counted: a login that succeeds between guesses makes them no fewer. */
  succeeded(): void {
    this.isProven = true;
  }
}
