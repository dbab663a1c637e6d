/**
 * A point in time on both clocks. The steady one stands still while a computer sleeps, the other one may be set: a
 * span is over as soon as either says so.
 */
export class Moment {
  private constructor(
    private readonly steady: number,
    private readonly wall: number,
  ) {}

  static now(): Moment {
    return new Moment(performance.now(), Date.now());
  }

  plus(ms: number): Moment {
    return new Moment(this.steady + ms, this.wall + ms);
  }

  isAfter(other: Moment): boolean {
    return this.steady > other.steady;
  }

  /** Ms until this moment, below 0 when it has passed. */
  get remaining(): number {
    return Math.min(this.steady - performance.now(), this.wall - Date.now());
  }

  /** Ms since this moment. */
  get age(): number {
    return Math.max(performance.now() - this.steady, Date.now() - this.wall);
  }
}
