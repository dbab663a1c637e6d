/** What all machines of an account keep together, in bytes in memory, about; 1,000 real ones take some 3 MB. */
export const LARGEST_STATES = 64 * 1024 * 1024;

/** The share of the limit below which there is room again. */
const ROOM_AGAIN = 0.9;

/**
 * What many keepers hold together, in bytes, about.
 * @example if (!budget.take(bytes)) leaveOut(value);
 */
export class MemoryBudget {
  private used = 0;
  private isToldSpent = false;

  /** @param most bytes */
  constructor(readonly most = LARGEST_STATES) {}

  /** Counts what is kept in addition, less than 0 for what is kept no longer; false, and not counted, beyond the limit. */
  take(bytes: number): boolean {
    if (bytes > 0 && this.used + bytes > this.most) return false;
    this.used += bytes;
    if (this.used < this.most * ROOM_AGAIN) this.isToldSpent = false;
    return true;
  }

  /** True the first time that it is asked, and again after there was room: a spent budget is told once, not by each keeper. */
  tellSpent(): boolean {
    const isNews = !this.isToldSpent;
    this.isToldSpent = true;
    return isNews;
  }
}
