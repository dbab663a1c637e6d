interface Waiter {
  readonly cores: number;
  go(): void;
}

/**
 * Shares the cores of a computer between works of which each keeps some of them busy. Whoever came first goes first; one
 * that wants more than is free lets those go that want less, so that work that mostly waits runs beside work that computes.
 */
export class CorePool {
  readonly #waiters: Waiter[] = [];
  #free: number;
  #underWay = 0;

  constructor(cores: number) {
    this.#free = cores;
  }

  /** Does a work once the cores that it keeps busy are free, or nothing else is under way. */
  run<T>(cores: number, work: () => T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        this.#free -= cores;
        this.#underWay += 1;
        // What has been queued together starts together, in its order.
        Promise.resolve()
          .then(work)
          .then(resolve, reject)
          .finally(() => {
            this.#free += cores;
            this.#underWay -= 1;
            this.#admit();
          });
      };
      this.#waiters.push({ cores, go });
      this.#admit();
    });
  }

  #admit(): void {
    for (const waiter of [...this.#waiters]) {
      if (waiter.cores > this.#free + rounding && this.#underWay > 0) continue;
      this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
      waiter.go();
    }
  }
}

/** Parts of a core that were taken and given back add up to a little more or less than there were. */
const rounding = 1e-9;
