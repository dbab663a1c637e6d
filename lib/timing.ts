import { AbortedError } from './errors';

/** Resolves after `ms` milliseconds; rejects with `AbortedError` as soon as the signal fires. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(new AbortedError('Given up while waiting'));
      return;
    }
    const onAbort = () => {
      clearTimeout(timer);
      reject(new AbortedError('Given up while waiting'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** The promise's outcome, or `AbortedError` when the signal fires first; the promise itself goes on. */
export function unlessAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new AbortedError('Given up while waiting'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

export interface BackoffSettings {
  /** Longest first delay, in ms. */
  firstMs: number;
  /** Longest delay ever, in ms. */
  longestMs: number;
}

/**
 * Growing delays with noise: the n-th lies between half and the whole of `firstMs * 2^n`, so that many clients
 * that failed at the same moment do not come back at the same moment.
 */
export class Backoff {
  private failures = 0;

  constructor(
    private readonly settings: BackoffSettings,
    private readonly random: () => number = Math.random,
  ) {}

  next(): number {
    const { firstMs, longestMs } = this.settings;
    const ceiling = Math.min(longestMs, firstMs * 2 ** this.failures);
    this.failures += 1;
    return Math.round(ceiling * (0.5 + this.random() / 2));
  }

  reset(): void {
    this.failures = 0;
  }
}

/**
 * A signal that fires when any of the given ones does. To be released when the work is over: a signal that lives
 * as long as an account must not collect listeners of every call.
 */
export function joinSignals(...signals: (AbortSignal | undefined)[]): {
  signal: AbortSignal;
  release(): void;
} {
  const controller = new AbortController();
  const present = signals.filter((signal) => signal !== undefined);
  const onAbort = () => controller.abort();
  const release = () => {
    for (const signal of present) signal.removeEventListener('abort', onAbort);
  };
  for (const signal of present) {
    if (signal.aborted) controller.abort();
    signal.addEventListener('abort', onAbort, { once: true });
  }
  return { signal: controller.signal, release };
}

export interface Deferred<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

/** A promise that is settled from outside. */
export function deferred<T>(): Deferred<T> {
  let resolve: Deferred<T>['resolve'] = () => undefined;
  let reject: Deferred<T>['reject'] = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
