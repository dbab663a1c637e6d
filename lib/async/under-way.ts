/**
 * Work that has begun and not ended, for what may end only after it.
 * @example
 * const rows = underWay.add(report());
 * await underWay.ended();
 */
export class UnderWay {
  private readonly works = new Set<Promise<unknown>>();

  /** Counts a work until it ends, well or not. */
  add<Result>(work: Promise<Result>): Promise<Result> {
    this.works.add(work);
    const forget = (): void => {
      this.works.delete(work);
    };
    work.then(forget, forget);
    return work;
  }

  /** Resolves when all of it has ended that is under way now. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.works);
  }
}
