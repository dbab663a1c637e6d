/** The timers of one simulator, so that stopping it ends every one of them and none begins until it starts again. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout>();
  #stopped = false;

  /** How many timers are waiting or repeating. */
  get size(): number {
    return this.#running.size;
  }

  /** Runs `task` once after so many milliseconds; the returned function cancels it. */
  after(milliseconds: number, task: () => void): () => void {
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      task();
    }, milliseconds);
    return this.#keep(timer);
  }

  /** Runs `task` again and again, so many milliseconds apart; the returned function ends it. */
  every(milliseconds: number, task: () => void): () => void {
    return this.#keep(setInterval(task, milliseconds));
  }

  /** Waits. When the timers are stopped meanwhile it never settles: what was to follow is not done. */
  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(milliseconds, resolve);
    });
  }

  /** Allows timers again. */
  start(): void {
    this.#stopped = false;
  }

  /** Ends all of them, and ignores new ones. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#running) {
      clearTimeout(timer);
    }
    this.#running.clear();
  }

  #keep(timer: NodeJS.Timeout): () => void {
    if (this.#stopped) {
      clearTimeout(timer);
      return () => undefined;
    }
    this.#running.add(timer);
    return () => {
      clearTimeout(timer);
      this.#running.delete(timer);
    };
  }
}
