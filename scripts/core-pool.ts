interface Waiter {
  readonly cores: number;
  go(): void;
}

/**
 * Shares the cores of a computer between works of which each keeps some of them busy. Whoever came first goes first; one
 * that wants more than is free lets those go that want less, so that work that mostly waits runs beside work that computes.
 * Work that wants a whole core gets one: as long as such work waits, the others leave one core to it.
 */
export class CorePool {
  readonly #waiters: Waiter[] = [];
  #free: number;
  /** What works hold that want less than a core. */
  #heldInParts = 0;
  #underWay = 0;

  constructor(private readonly cores: number) {
    this.#free = cores;
  }

  /** Does a work once the cores that it keeps busy are free, or nothing else is under way. */
  run<T>(cores: number, work: () => T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        this.#take(cores);
        this.#underWay += 1;
        // What has been queued together starts together, in its order.
        Promise.resolve()
          .then(work)
          .then(resolve, reject)
          .finally(() => {
            this.#take(-cores);
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
      if (this.#underWay > 0 && !this.#isRoomFor(waiter)) continue;
      this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
      waiter.go();
    }
  }

  #isRoomFor({ cores }: Waiter): boolean {
    if (cores > this.#free + rounding) return false;
    const isWholeAwaited = this.#waiters.some((waiter) => waiter.cores >= 1);
    return cores >= 1 || !isWholeAwaited || this.#heldInParts + cores <= this.cores - 1 + rounding;
  }

  #take(cores: number): void {
    this.#free -= cores;
    if (Math.abs(cores) < 1) this.#heldInParts += cores;
  }
}

/** Parts of a core that were taken and given back add up to a little more or less than there were. */
const rounding = 1e-9;
