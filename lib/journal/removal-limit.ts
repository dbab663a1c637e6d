import type { JournalStore } from './journal-store';

const DAY_MS = 86_400_000;
/** A time without news from any machine that is longer was never lived through, or by nobody. */
const LONGEST_REST_MS = 30 * DAY_MS;

type Readable = Pick<JournalStore, 'intervals'>;

/**
 * The time before which a journal is removed when it is kept for so many days; undefined: nothing is as old.
 *
 * Days are counted back from now, and a time of more than 30 days in which nothing began at any machine does not count:
 * a clock that is years ahead leaves such a time between the history and now, and the history stays.
 */
export async function removalLimit(store: Readable, days: number, now: number): Promise<number | undefined> {
  let leftMs = days * DAY_MS;
  let silentMs = 0;
  let stepMs = DAY_MS;
  for (let at = now; at > 0; ) {
    const found = await whatIsIn(store, at - stepMs, at);
    if (found === 'nothing') return undefined;
    if (found === 'silence') {
      silentMs += stepMs;
      at -= stepMs;
      stepMs *= 2;
    } else if (stepMs > DAY_MS) stepMs /= 2;
    else {
      const livedMs = DAY_MS + (silentMs > LONGEST_REST_MS ? 0 : silentMs);
      at -= DAY_MS;
      if (leftMs <= livedMs) return at + livedMs - leftMs;
      leftMs -= livedMs;
      silentMs = 0;
    }
  }
  return undefined;
}

/** Whether an interval began in a time, or all went on as before, or the journal is younger. */
async function whatIsIn(store: Readable, from: number, to: number): Promise<'news' | 'silence' | 'nothing'> {
  let found: 'silence' | 'nothing' = 'nothing';
  for await (const interval of store.intervals({ from, to })) {
    if (interval.from >= from) return 'news';
    found = 'silence';
  }
  return found;
}
