import { type Shift, ShiftCalendar, type Span } from '../calendar/shift-calendar';
import { type Day, dayAfter, dayAt } from '../calendar/wall-time';

export const OEE_PERIODS = ['now', 'shift', 'day', 'hour'] as const;
export type OeePeriodKind = (typeof OEE_PERIODS)[number];

/** A time whose figures are asked for. Times are ms since the epoch. */
export interface OeePeriod extends Span {
  readonly kind: OeePeriodKind | 'range';
  /** The shift that it is. */
  readonly shift?: string;
  /** The day on which the shift began, or that it is. */
  readonly day?: Day;
  /** The time of it in which work is planned. */
  readonly planned: readonly Span[];
  /** The IANA zone whose clocks say when its shifts and days begin. */
  readonly zone: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long no shift may run, over a long holiday, before there is no last or next one. */
const LONGEST_REST_MS = 60 * DAY_MS;
/** How far shifts are looked for: first nearby, where they nearly always are. */
const SEARCHES_MS = [2 * DAY_MS, LONGEST_REST_MS];

/** The periods of a plant, by its calendar; without one all time is planned, and there are no shifts. */
export class OeePeriods {
  private readonly days: ShiftCalendar;

  constructor(
    private readonly calendar: ShiftCalendar | undefined,
    /** By whose clock days begin where there is no calendar. */
    zone: string,
  ) {
    this.days = calendar ?? new ShiftCalendar({ zone, shifts: [], exceptions: [] });
  }

  /** What goes on or, of `shift`, `day` and `hour`, what ended last; undefined: there is no such shift. */
  at(kind: OeePeriodKind, now: number): OeePeriod | undefined {
    if (kind === 'day') return this.day(dayAfter(this.dayAt(now), -1));
    if (kind === 'hour') return this.hourBefore(now);
    if (kind === 'shift') return this.lastShift(now);
    return this.running(now);
  }

  /** The periods of a kind that end at that moment. */
  endingAt(kind: OeePeriodKind, end: number): readonly OeePeriod[] {
    if (kind === 'day' || kind === 'hour') return [this.at(kind, end)].filter((each) => each !== undefined);
    const shifts = this.calendar?.shiftsBetween(end - 1, end) ?? [];
    return shifts.filter(({ to }) => to === end).map((shift) => this.ofShift(kind, shift));
  }

  /** When the next period of a kind ends; undefined: none does in sight. */
  nextEnd(kind: OeePeriodKind, now: number): number | undefined {
    if (kind === 'day') return this.days.dayOf(this.dayAt(now)).to;
    if (kind === 'hour') return this.hourAt(now).to;
    for (const ahead of SEARCHES_MS) {
      const shifts = this.calendar?.shiftsBetween(now, now + ahead) ?? [];
      const ends = shifts.map(({ to }) => to).filter((to) => to > now);
      if (ends.length > 0) return Math.min(...ends);
    }
    return undefined;
  }

  day(day: Day): OeePeriod {
    const span = this.days.dayOf(day);
    return { kind: 'day', day, ...this.planned(span) };
  }

  /** A shift by its day and name; undefined: there was none. */
  shift(day: Day, name: string): OeePeriod | undefined {
    const shift = this.calendar?.shiftsOf(day).find((each) => each.name === name);
    return shift && this.ofShift('shift', shift);
  }

  /** The names of the shifts that begin on a day. */
  shiftsOn(day: Day): readonly string[] {
    return (this.calendar?.shiftsOf(day) ?? []).map(({ name }) => name);
  }

  range(span: Span): OeePeriod {
    return { kind: 'range', ...this.planned(span) };
  }

  /** The day that the plant's clocks show. */
  dayAt(now: number): Day {
    return dayAt(this.days.zone, now);
  }

  private running(now: number): OeePeriod {
    const shift = this.calendar?.shiftAt(now);
    if (shift) return this.ofShift('now', shift);
    const last = this.lastShift(now);
    return { ...(last ?? this.day(this.dayAt(now))), kind: 'now' };
  }

  private lastShift(now: number): OeePeriod | undefined {
    for (const ago of SEARCHES_MS) {
      const shifts = this.calendar?.shiftsBetween(now - ago, now) ?? [];
      const [last] = shifts.filter(({ to }) => to <= now).sort((one, other) => other.to - one.to);
      if (last) return this.ofShift('shift', last);
    }
    return undefined;
  }

  private hourBefore(now: number): OeePeriod {
    return { kind: 'hour', ...this.planned(this.hourAt(this.hourAt(now).from - 1)) };
  }

  /** Hours are counted from midnight, so that those of a day are 23, 24 or 25. */
  private hourAt(moment: number): Span {
    const { from, to } = this.days.dayOf(this.dayAt(moment));
    const begin = from + Math.floor((moment - from) / HOUR_MS) * HOUR_MS;
    return { from: begin, to: Math.min(begin + HOUR_MS, to) };
  }

  private planned({ from, to }: Span): Pick<OeePeriod, 'from' | 'to' | 'planned' | 'zone'> {
    const planned = this.calendar?.plannedBetween(from, to) ?? [{ from, to }];
    return { from, to, planned, zone: this.days.zone };
  }

  private ofShift(kind: OeePeriodKind, { name, day, from, to, planned }: Shift): OeePeriod {
    return { kind, shift: name, day, from, to, planned, zone: this.days.zone };
  }
}

/** The part of a period that is over. */
export function untilNow(period: OeePeriod, now: number): OeePeriod {
  if (period.to <= now) return period;
  const to = Math.max(period.from, now);
  const planned = period.planned.flatMap((span) =>
    span.from < to ? [{ from: span.from, to: Math.min(span.to, to) }] : [],
  );
  return { ...period, to, planned };
}
