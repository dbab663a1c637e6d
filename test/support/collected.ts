/** Things that arrive over time, kept in order; a test reads them or waits for the one it expects. */
export class Collected<T> {
  readonly items: T[] = [];
  readonly #waiting = new Set<(item: T) => void>();

  /** @param describe how an item looks in the message of a wait that failed */
  constructor(private readonly describe: (item: T) => string) {}

  add(item: T): void {
    this.items.push(item);
    for (const offer of [...this.#waiting]) offer(item);
  }

  clear(): void {
    this.items.length = 0;
  }

  /**
   * The first item, already here or still to come, that satisfies the predicate.
   * @throws Error naming `what` was awaited and what came instead, after `milliseconds`
   */
  waitFor(what: string, predicate: (item: T) => boolean, milliseconds = 10_000): Promise<T> {
    const present = this.items.find(predicate);
    return present === undefined ? this.waitForNext(what, predicate, milliseconds) : Promise.resolve(present);
  }

  /** Like `waitFor`, but only what arrives from now on counts. */
  waitForNext(what: string, predicate: (item: T) => boolean, milliseconds = 10_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const offer = (item: T): void => {
        if (!predicate(item)) return;
        this.#waiting.delete(offer);
        clearTimeout(timer);
        resolve(item);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(offer);
        const latest = this.items.slice(-20).map(this.describe).join('\n  ');
        reject(
          new Error(`no ${what} within ${milliseconds} ms; latest of ${this.items.length}:\n  ${latest}`),
        );
      }, milliseconds).unref();
      this.#waiting.add(offer);
    });
  }
}
