import { AbortedError } from '../errors';

interface Waiter {
  go(): void;
  fail(error: Error): void;
}

/** Calls that wait for their turn: first come, first served, none lost, so many under way at once. */
export class CallQueue {
  private readonly waiting: Waiter[] = [];
  private underWay = 0;

  /** `onChange` is called when a call came, left, or ended. */
  constructor(
    private readonly concurrent: number,
    private readonly onChange: () => void,
  ) {}

  /** The first in the queue may go, as far as the queue is concerned. */
  get isReady(): boolean {
    return this.waiting.length > 0 && this.underWay < this.concurrent;
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** A call's turn; the returned function says that the call has ended. */
  wait(signal?: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        const at = this.waiting.indexOf(waiter);
        if (at >= 0) this.waiting.splice(at, 1);
        reject(new AbortedError('Given up while waiting for the rate limit'));
        this.onChange();
      };
      if (signal?.aborted) {
        reject(new AbortedError('Given up while waiting for the rate limit'));
        return;
      }
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

  /** Sends everybody away. */
  refuse(error: Error): void {
    for (const waiter of this.waiting.splice(0)) waiter.fail(error);
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
