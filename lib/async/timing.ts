import { AbortedError, abortedBy } from '../errors';

/** Timers know no longer time: they would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** Resolves after `ms` milliseconds, or the longest time that there is; rejects with `AbortedError` as soon as the signal fires. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  // What is no number is no reason to come back at once, again and again.
  const longEnough = ms <= LONGEST_DELAY_MS ? ms : LONGEST_DELAY_MS;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortedBy(signal, 'Given up while waiting'));
      return;
    }
    const onAbort = () => {
      clearTimeout(timer);
      if (signal) reject(abortedBy(signal, 'Given up while waiting'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, longEnough);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** The promise's outcome, or `AbortedError` when the signal fires first; the promise itself goes on. */
export function unlessAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(abortedBy(signal, 'Given up while waiting'));
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
 * Growing delays with noise: the n-th is between half and the whole of `firstMs * 2^n`, so that many clients
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
 * Tasks that are given up together. Each has a signal of its own: the listeners of one signal are a list that every
 * new one walks along, so that a thousand tasks at once would make each other slow.
 */
export class TaskGroup {
  private readonly running = new Set<AbortController>();
  private closed = false;
  private onIdle: () => void = () => undefined;

  get isClosed(): boolean {
    return this.closed;
  }

  /** How many tasks are under way. */
  get size(): number {
    return this.running.size;
  }

  /** Runs a task whose signal fires when the group is closed or `asked` fires. */
  async run<T>(task: (signal: AbortSignal) => Promise<T>, asked?: AbortSignal): Promise<T> {
    const controller = new AbortController();
    const giveUp = () => controller.abort(asked?.reason);
    if (this.closed) controller.abort(closed());
    if (asked?.aborted) giveUp();
    asked?.addEventListener('abort', giveUp, { once: true });
    this.running.add(controller);
    try {
      return await task(controller.signal);
    } finally {
      this.running.delete(controller);
      asked?.removeEventListener('abort', giveUp);
      if (this.closed && this.running.size === 0) this.onIdle();
    }
  }

  /** Gives all tasks up, those that come later at once; `onIdle` is called whenever none is left under way. */
  close(onIdle: () => void = () => undefined): void {
    this.closed = true;
    this.onIdle = onIdle;
    for (const controller of this.running) controller.abort(closed());
    if (this.running.size === 0) onIdle();
  }
}

function closed(): AbortedError {
  return new AbortedError('the node or account was closed');
}

export interface Deferred<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

/** A promise with the functions that settle it. */
export function deferred<T>(): Deferred<T> {
  let resolve: Deferred<T>['resolve'] = () => undefined;
  let reject: Deferred<T>['reject'] = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
