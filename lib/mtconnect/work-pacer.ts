/** Work that takes less than this is not worth waiting after. */
const SLIGHT_MS = 5;
const MOST_WAITING = 200;

/**
 * Does pieces of work one after another, and leaves as much time between them as they take, so that whoever asks for
 * them again and again leaves half of the time to others.
 */
export class WorkPacer {
  private readonly waiting: (() => void)[] = [];
  /** When the time is over that is left to others. */
  private freeAt = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Whether the work is done, now or later: not where so much waits already. */
  run(work: () => void): boolean {
    if (this.waiting.length >= MOST_WAITING) return false;
    this.waiting.push(work);
    if (!this.timer) this.next();
    return true;
  }

  /** Forgets what waits. */
  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting.length = 0;
  }

  private next(): void {
    this.timer = undefined;
    while (this.waiting.length > 0) {
      const begun = this.now();
      const waitMs = this.freeAt - begun;
      if (waitMs > SLIGHT_MS) {
        this.timer = setTimeout(() => this.next(), waitMs);
        return;
      }
      this.waiting.shift()?.();
      const ended = this.now();
      this.freeAt = Math.max(this.freeAt, begun) + 2 * (ended - begun);
    }
  }
}
