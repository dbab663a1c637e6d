import type { Cycle } from './cycles';
import type { TimelineInterval } from './identified';

/** Steps of a counter that are kept one by one, in case a correction cuts their interval. */
const MOST_STEPS = 200;

/** Counts the parts of each interval: those whose cycle ended in it, or at its very end. */
export class IntervalParts {
  /** In order of time. */
  private steps: Pick<Cycle, 'to' | 'parts'>[] = [];
  /** What steps that are not kept any more have brought, by the interval's id. */
  private readonly settled = new Map<string, number>();

  /** Goes on with an interval that has parts already. */
  restore(id: string, parts: number): void {
    this.settled.set(id, parts);
  }

  /** The interval that a cycle's parts belong to. */
  add({ to, parts }: Cycle, kept: readonly TimelineInterval[]): TimelineInterval | undefined {
    this.steps.push({ to, parts });
    if (this.steps.length > MOST_STEPS) this.settle(kept);
    return intervalOf(to, kept);
  }

  of({ id, from, to = Infinity }: TimelineInterval): number {
    const own = this.steps.filter((step) => step.to > from && step.to <= to);
    return own.reduce((sum, { parts }) => sum + parts, this.settled.get(id) ?? 0);
  }

  /** Forgets what belongs to intervals that no correction can reach any more. */
  keepOnly(kept: readonly TimelineInterval[]): void {
    const from = kept[0]?.from ?? -Infinity;
    if ((this.steps[0]?.to ?? Infinity) <= from) this.steps = this.steps.filter(({ to }) => to > from);
    if (this.settled.size === 0) return;
    const ids = new Set(kept.map(({ id }) => id));
    for (const id of this.settled.keys()) if (!ids.has(id)) this.settled.delete(id);
  }

  private settle(kept: readonly TimelineInterval[]): void {
    for (const { to, parts } of this.steps.splice(0, MOST_STEPS / 2)) {
      const interval = intervalOf(to, kept);
      if (interval) this.settled.set(interval.id, (this.settled.get(interval.id) ?? 0) + parts);
    }
  }
}

function intervalOf(time: number, kept: readonly TimelineInterval[]): TimelineInterval | undefined {
  return kept.findLast(({ from, to = Infinity }) => from < time && time <= to);
}
