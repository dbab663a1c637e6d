import { AbortedError } from '../errors';

interface Waiter {
  go(): void;
}

/**
 * Spreads the handshakes of an account's sockets: a few at once and a short distance between starts, so that a
 * server that comes back is not knocked over by hundreds of clients in the same instant.
 */
export class HandshakeGate {
  private readonly waiting: Waiter[] = [];
  private underWay = 0;
  private lastStart = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly concurrent = 16,
    private readonly distanceMs = 8,
  ) {}

  /** Resolves when a handshake may start; the returned function is called when it is over. */
  take(signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(new AbortedError('Given up before connecting'));
        return;
      }
      const onAbort = () => {
        this.waiting.splice(this.waiting.indexOf(waiter), 1);
        reject(new AbortedError('Given up before connecting'));
      };
      const waiter: Waiter = {
        go: () => {
          signal.removeEventListener('abort', onAbort);
          resolve(this.place());
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(waiter);
      this.release();
    });
  }

  private place(): () => void {
    this.underWay += 1;
    let given = true;
    return () => {
      if (!given) return;
      given = false;
      this.underWay -= 1;
      this.release();
    };
  }

  private release(): void {
    if (this.timer || this.waiting.length === 0 || this.underWay >= this.concurrent) return;
    const wait = this.lastStart + this.distanceMs - performance.now();
    if (wait > 0) {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.release();
      }, wait);
      return;
    }
    this.lastStart = performance.now();
    this.waiting.shift()?.go();
    this.release();
  }
}
