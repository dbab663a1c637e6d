import { PlannedTime } from '../calendar/planned-time';
import type { Span } from '../calendar/shift-calendar';
import type { StoredInterval, StoredScrap } from './journal-store';
import { type Losses, LossTally } from './losses';
import { type OeeFigures, OeeTally } from './oee';

/** Adds up what a machine did in a period, row by row. */
export class MachineTally {
  readonly oee: OeeTally;
  /** Parts that were reported as scrap; undefined where nobody has counted any for long. */
  scrap: number | undefined;
  private readonly lost: LossTally;
  private readonly allTime: OeeTally;

  /** @param name of the machine */
  constructor(
    private readonly name: string,
    private readonly period: Span,
    planned: PlannedTime,
    microMs: number,
  ) {
    this.oee = new OeeTally(planned);
    this.lost = new LossTally(planned, microMs);
    this.allTime = new OeeTally(new PlannedTime([period]));
  }

  addInterval({ id, key, activity, from, to }: StoredInterval): void {
    const end = Math.min(to ?? this.period.to, this.period.to);
    const interval = { from, to: end, state: activity.state };
    this.oee.addInterval(interval);
    this.allTime.addInterval(interval);
    this.lost.add({ id, key, name: this.name, activity, from, to: end });
  }

  addScrap({ time, count }: StoredScrap): void {
    this.scrap = (this.scrap ?? 0) + (time >= this.period.from ? count : 0);
  }

  get losses(): Losses {
    return this.lost.losses;
  }

  /** Of all time of the period, by state. */
  get secondsOfAllTime(): OeeFigures['times'] {
    return this.allTime.times;
  }
}
