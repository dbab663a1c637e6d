/**
 * Limits how many tasks are under way, without slow tasks delaying quick ones: a task that takes longer than the limit
 * moves to a second pool, and its place in the first goes to the next that waits.
 */
export class Bulkhead {
  private readonly waiting: (() => void)[] = [];
  private quick = 0;
  private slow = 0;

  constructor(private readonly limits: { quick: number; slow: number; slowAfterMs: number }) {}

  /** Runs the task when there is a place for it. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    await this.place();
    const place = { isSlow: false };
    const timer = setTimeout(() => {
      if (this.slow >= this.limits.slow) return;
      place.isSlow = true;
      this.slow += 1;
      this.leaveQuick();
    }, this.limits.slowAfterMs);
    try {
      return await task();
    } finally {
      clearTimeout(timer);
      if (place.isSlow) this.slow -= 1;
      else this.leaveQuick();
    }
  }

  /** How many tasks are under way. */
  get underWay(): number {
    return this.quick + this.slow;
  }

  private async place(): Promise<void> {
    if (this.quick >= this.limits.quick) await new Promise<void>((go) => this.waiting.push(go));
    else this.quick += 1;
  }

  /** A place that somebody waits for is passed on and never free in between. */
  private leaveQuick(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.quick -= 1;
  }
}
