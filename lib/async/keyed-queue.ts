import { deferred, unlessAborted } from './timing';

/** Runs tasks one after another for each key, and side by side across keys. */
export class KeyedQueue {
  private readonly tails = new Map<string, Promise<void>>();

  async run<T>(key: string, task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const before = this.tails.get(key) ?? Promise.resolve();
    const finished = deferred<void>();
    const tail = before.then(() => finished.promise);
    this.tails.set(key, tail);
    try {
      await unlessAborted(before, signal);
      return await task();
    } finally {
      finished.resolve();
      void tail.then(() => {
        if (this.tails.get(key) === tail) this.tails.delete(key);
      });
    }
  }

  /** Resolves when no task of this key is under way or waits. */
  async idle(key: string, signal?: AbortSignal): Promise<void> {
    for (let tail = this.tails.get(key); tail; tail = this.tails.get(key)) await unlessAborted(tail, signal);
  }
}
