import { Backoff, delay } from '../async/timing';
import { NetworkError, PlatformError, type ShopfloorError, toShopfloorError } from '../errors';

/** Whether a call changes something: `safe` may be repeated freely, `change` only when it surely was not done. */
export type Safety = 'safe' | 'change';

const ATTEMPTS = 4;
const LONGEST_WAIT_MS = 60_000;
// Calls that each run into their time limit must not keep a flow waiting for minutes.
const LAST_START_MS = 40_000;

/** Runs `attempt` until it succeeds or repeating makes no sense; tells how many attempts a success took. */
export async function withRetries<T>(
  attempt: (number: number) => Promise<T>,
  safety: Safety,
  signal?: AbortSignal,
): Promise<{ value: T; attempts: number }> {
  const backoff = new Backoff({ firstMs: 500, longestMs: 10_000 });
  const started = performance.now();
  for (let number = 1; ; number += 1) {
    try {
      return { value: await attempt(number), attempts: number };
    } catch (thrown) {
      const error = toShopfloorError(thrown);
      const wait = Math.max(backoff.next(), retryAfter(error));
      const late = performance.now() - started + wait > LAST_START_MS && error.kind !== 'rate-limit';
      if (number === ATTEMPTS || !mayRepeat(error, safety) || wait > LONGEST_WAIT_MS || late) throw error;
      await delay(wait, signal);
    }
  }
}

function mayRepeat(error: ShopfloorError, safety: Safety): boolean {
  // An error that names its operation comes from a call within this one, a login, which had its own repeats.
  if (error.operation !== undefined) return false;
  // The caller is waiting, and a device that is off will not be on within seconds.
  if (!error.retryable || error.kind === 'auth' || error.kind === 'offline') return false;
  return safety === 'safe' || isSurelyNotDone(error);
}

/** True when the call did not arrive, or was answered with 429, in the status or in the body. */
function isSurelyNotDone(error: ShopfloorError): boolean {
  if (error instanceof NetworkError) return error.notSent;
  return error.kind === 'rate-limit' && (error.httpStatus === 429 || error.code.endsWith(':429'));
}

function retryAfter(error: ShopfloorError): number {
  return error instanceof PlatformError ? (error.retryAfterMs ?? 0) : 0;
}
