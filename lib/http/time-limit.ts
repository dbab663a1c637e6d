/** An abort signal that fires when the time is up or when the caller gives up, whichever is first. */
export class TimeLimit {
  timedOut = false;
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  /** When the time is up, by `performance.now()`. */
  private due = 0;
  private leftMs = 0;
  private readonly onOuterAbort = () => this.controller.abort(this.outer?.reason);

  constructor(
    readonly ms: number,
    private readonly outer: AbortSignal | undefined,
  ) {
    if (outer?.aborted) this.onOuterAbort();
    outer?.addEventListener('abort', this.onOuterAbort, { once: true });
    this.restart();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The time counts from now on. */
  restart(): void {
    this.count(this.ms);
  }

  /** No time counts until `resume` or `restart`. */
  pause(): void {
    clearTimeout(this.timer);
    this.leftMs = Math.max(0, this.due - performance.now());
  }

  /** What was left of the time when it was paused counts from now on. */
  resume(): void {
    this.count(this.leftMs);
  }

  /** Stops the timer and no longer listens to the caller; the signal does not fire any more. */
  end(): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.onOuterAbort);
  }

  private count(ms: number): void {
    clearTimeout(this.timer);
    if (this.signal.aborted) return;
    this.due = performance.now() + ms;
    this.timer = setTimeout(() => {
      this.timedOut = true;
      this.controller.abort();
    }, ms);
  }
}
