import type { Span } from './shift-calendar';

/** Spans in which work is planned, without overlap: what a question costs hardly grows with their number. */
export class PlannedTime {
  /** Ms of all spans. */
  readonly total: number;
  private readonly spans: readonly Span[];
  /** Ms of all spans before each. */
  private readonly before: readonly number[];

  constructor(spans: readonly Span[]) {
    this.spans = [...spans].sort((one, other) => one.from - other.from);
    let total = 0;
    this.before = this.spans.map(({ from, to }) => {
      total += to - from;
      return total - (to - from);
    });
    this.total = total;
  }

  /** Ms of a time in which work was planned. */
  within({ from, to }: Span): number {
    return Math.max(0, this.until(to) - this.until(from));
  }

  /** Whether what ended then was planned: the end of a span belongs to it, its begin does not. */
  hasEnd(time: number): boolean {
    const span = this.spans[this.last(time)];
    return span !== undefined && time <= span.to;
  }

  private until(time: number): number {
    const at = this.last(time);
    const span = this.spans[at];
    return span === undefined ? 0 : (this.before[at] ?? 0) + Math.min(time, span.to) - span.from;
  }

  /** The place of the last span that begins before a time; -1: none does. */
  private last(time: number): number {
    let [low, high] = [0, this.spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.spans[middle]?.from ?? time) < time) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
