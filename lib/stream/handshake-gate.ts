import { Semaphore } from '../async/semaphore';

/**
 * Spreads the handshakes of an account's sockets: a few at once and a short distance between starts, so that a server
 * that is back does not get hundreds of handshakes at the same moment.
 */
export class HandshakeGate {
  private readonly queue: Semaphore;
  private lastStart = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    concurrent = 16,
    private readonly distanceMs = 8,
  ) {
    this.queue = new Semaphore(concurrent, 'Given up before connecting', () => this.release());
  }

  /** Resolves when a handshake may start; the returned function is called when it is over. */
  take(signal: AbortSignal): Promise<() => void> {
    return this.queue.wait(signal);
  }

  private release(): void {
    if (this.timer || !this.queue.isReady) return;
    const wait = this.lastStart + this.distanceMs - performance.now();
    if (wait > 0) {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.release();
      }, wait);
      return;
    }
    this.lastStart = performance.now();
    this.queue.admit();
    this.release();
  }
}
