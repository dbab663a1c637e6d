import { ShopfloorError, TimeoutError } from '../../lib/errors';

/** In a minute, by each user, unless `shopfloorTestsPerMinute` says otherwise. */
export const DEFAULT_QUESTIONS_PER_MINUTE = 30;
const MINUTE_MS = 60_000;
/** A dialog that is closed gives up its question; the next one may arrive before that has been noticed. */
const GRACE_MS = 1_000;
const LONGEST_QUESTION_MS = 300_000;

interface Asker {
  /** When its questions of the last minute began. */
  times: number[];
  /** Settled when its question is done with. */
  current?: Promise<unknown>;
}

/**
 * Where the editor's questions to platforms are asked: one at a time for each user, so many a minute, each for
 * five minutes at most, and none for somebody who has gone away.
 */
export class QuestionLimiter {
  private readonly askers = new Map<string, Asker>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** How many users are remembered. */
  get known(): number {
    return this.askers.size;
  }

  /**
   * Runs the work once the user's last question is done with, for which it waits a second.
   * @param gone fires when the user does not wait for the answer any more
   */
  async ask<T>(
    user: string,
    perMinute: number,
    gone: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const asker = this.asker(user);
    if (asker.current) await settledWithin(asker.current, GRACE_MS);
    if (asker.current) {
      throw new ShopfloorError('Another test or list of this user is still under way', {
        ...{ code: 'shopfloor:busy', kind: 'conflict', retryable: true },
      });
    }
    const since = this.now() - MINUTE_MS;
    asker.times = asker.times.filter((time) => time > since);
    if (asker.times.length >= perMinute) {
      throw new ShopfloorError(
        `More than ${perMinute} tests and lists in a minute (shopfloorTestsPerMinute in the settings file)`,
        { code: 'shopfloor:tests-per-minute', kind: 'rate-limit', retryable: true },
      );
    }
    asker.times.push(this.now());
    const running = limited(gone, work);
    const current = running
      .catch(() => undefined)
      .finally(() => {
        delete asker.current;
      });
    asker.current = current;
    return running;
  }

  private asker(user: string): Asker {
    const known = this.askers.get(user);
    if (known) return known;
    this.forgetIdle();
    const asker: Asker = { times: [] };
    this.askers.set(user, asker);
    return asker;
  }

  private forgetIdle(): void {
    const since = this.now() - MINUTE_MS;
    for (const [user, { times, current }] of this.askers) {
      if (!current && times.every((time) => time <= since)) this.askers.delete(user);
    }
  }
}

async function limited<T>(gone: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), LONGEST_QUESTION_MS);
  try {
    return await work(AbortSignal.any([gone, limit.signal]));
  } catch (thrown) {
    if (!limit.signal.aborted) throw thrown;
    throw new TimeoutError(`Given up after ${LONGEST_QUESTION_MS / MINUTE_MS} minutes`, thrown);
  } finally {
    clearTimeout(timer);
  }
}

async function settledWithin(promise: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise, limit]);
  clearTimeout(timer);
}
