import { abortedBy, type ShopfloorError } from '../errors';

interface Waiter {
  go(): void;
  fail(error: Error): void;
}

/** A queue for turns: first come, first served, none lost, and a limited number under way at once. */
export class Semaphore {
  private readonly waiting: Waiter[] = [];
  private underWay = 0;

  /** `onChange` is called when somebody came, left, or is done. */
  constructor(
    private readonly concurrent: number,
    private readonly givenUp: string,
    private readonly onChange: () => void,
  ) {}

  /** True when the first in the queue may go. */
  get isReady(): boolean {
    return this.waiting.length > 0 && this.underWay < this.concurrent;
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** A turn; the returned function says that it is over. Rejects with `AbortedError` when the signal fires first. */
  wait(signal?: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(abortedBy(signal, this.givenUp));
        return;
      }
      const onAbort = () => {
        const at = this.waiting.indexOf(waiter);
        if (at >= 0) this.waiting.splice(at, 1);
        if (signal) reject(abortedBy(signal, this.givenUp));
        this.onChange();
      };
      const leave = () => signal?.removeEventListener('abort', onAbort);
      const waiter: Waiter = {
        go: () => {
          leave();
          resolve(this.place());
        },
        fail: (error) => {
          leave();
          reject(error);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(waiter);
      this.onChange();
    });
  }

  /** Lets the first in the queue go. */
  admit(): void {
    this.waiting.shift()?.go();
  }

  /** Rejects everybody who waits. */
  refuse(error: ShopfloorError): void {
    for (const waiter of this.waiting.splice(0)) waiter.fail(error.copy());
  }

  private place(): () => void {
    this.underWay += 1;
    let given = true;
    return () => {
      if (!given) return;
      given = false;
      this.underWay -= 1;
      this.onChange();
    };
  }
}
