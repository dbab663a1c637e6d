/** Tells when something that reports again and again has been silent for too long. */
export class SilenceTimer {
  /** When each was last heard, the one that is silent longest first. */
  private readonly heard = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param longestMs the longest silence; 0: none is too long
   */
  constructor(
    private readonly longestMs: number,
    private readonly onSilent: (id: string) => void,
  ) {}

  heardFrom(id: string): void {
    if (this.longestMs === 0) return;
    this.heard.delete(id);
    this.heard.set(id, performance.now());
    this.wait();
  }

  forget(id: string): void {
    this.heard.delete(id);
  }

  close(): void {
    clearTimeout(this.timer);
    this.heard.clear();
  }

  /** One timer for all: for the one that is silent longest. */
  private wait(): void {
    const [first] = this.heard.values();
    if (this.timer !== undefined || first === undefined) return;
    const ms = Math.max(0, Math.round(first + this.longestMs - performance.now()));
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.tellSilent();
      this.wait();
    }, ms);
  }

  private tellSilent(): void {
    // A timer may be a fraction of a millisecond early.
    const latest = performance.now() - this.longestMs + 1;
    for (const [id, at] of this.heard) {
      if (at > latest) return;
      this.heard.delete(id);
      this.onSilent(id);
    }
  }
}
