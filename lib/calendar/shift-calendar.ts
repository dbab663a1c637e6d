import { minutesOf } from './time-of-day';
import { type Day, dayAfter, dayAt, momentOf, weekdayOf } from './wall-time';

/** Times are what the clocks of the calendar's zone show. */
export interface ShiftRule {
  readonly name: string;
  /** 1 (Monday) to 7 (Sunday): the days on which it begins. */
  readonly days: readonly number[];
  /** `HH:MM` */
  readonly start: string;
  /** `HH:MM`; at or before `start`: on the next day. */
  readonly end: string;
  readonly breaks: readonly { readonly start: string; readonly minutes: number }[];
}

/** A day whose shifts are others: none on a holiday, more on a day of overtime. */
export interface ShiftException {
  readonly date: Day;
  /** What the day is called, such as a holiday. */
  readonly name?: string;
  readonly shifts: readonly Omit<ShiftRule, 'days'>[];
}

export interface CalendarRules {
  /** An IANA zone, such as `Asia/Shanghai`. */
  readonly zone: string;
  readonly shifts: readonly ShiftRule[];
  readonly exceptions: readonly ShiftException[];
}

/** A time, ms since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One shift of one day: a night shift belongs to the day on which it begins. */
export interface Shift extends Span {
  readonly name: string;
  readonly day: Day;
  /** The time in which work is planned: the shift without its breaks, in order. */
  readonly planned: readonly Span[];
}

const DAY_MINUTES = 1_440;

/**
 * The shifts of a plant, by the clocks on its walls: a day on which they change has 23 or 25 hours, and a night shift
 * over it an hour less or more.
 * @example new ShiftCalendar({ zone: 'Asia/Shanghai', shifts: [early, late], exceptions: [] }).shiftAt(Date.now())
 */
export class ShiftCalendar {
  constructor(private readonly rules: CalendarRules) {}

  /** By whose clocks the shifts are. */
  get zone(): string {
    return this.rules.zone;
  }

  /** The shifts that begin on a day, in order. */
  shiftsOf(day: Day): readonly Shift[] {
    const { zone, shifts, exceptions } = this.rules;
    const exception = exceptions.find(({ date }) => date === day);
    const weekday = weekdayOf(day);
    const rules = exception?.shifts ?? shifts.filter(({ days }) => days.includes(weekday));
    return rules.map((rule) => shiftOf(zone, day, rule)).sort((one, other) => one.from - other.from);
  }

  /** The shift that runs at a moment; of two that overlap, the one that began last. */
  shiftAt(moment: number): Shift | undefined {
    return this.shiftsBetween(moment, moment + 1).at(-1);
  }

  /** All shifts that have some time in a span, in order. */
  shiftsBetween(from: number, to: number): readonly Shift[] {
    const { zone } = this.rules;
    const shifts: Shift[] = [];
    // A shift that began the day before may still run.
    const last = dayAt(zone, to);
    for (let day = dayAfter(dayAt(zone, from), -1); day <= last; day = dayAfter(day, 1))
      shifts.push(...this.shiftsOf(day));
    return shifts.filter((shift) => shift.from < to && shift.to > from);
  }

  /** The time of a span in which work is planned; what two shifts share counts once. */
  plannedBetween(from: number, to: number): readonly Span[] {
    const planned = this.shiftsBetween(from, to).flatMap((shift) => shift.planned);
    return united(planned).flatMap((span) => common(span, { from, to }) ?? []);
  }

  /** From midnight to midnight. */
  dayOf(day: Day): Span {
    const { zone } = this.rules;
    return { from: momentOf(zone, day, 0), to: momentOf(zone, dayAfter(day, 1), 0) };
  }
}

/** What two spans share; undefined: nothing. */
export function common(one: Span, other: Span): Span | undefined {
  const from = Math.max(one.from, other.from);
  const to = Math.min(one.to, other.to);
  return from < to ? { from, to } : undefined;
}

function shiftOf(zone: string, day: Day, { name, start, end, breaks }: Omit<ShiftRule, 'days'>): Shift {
  const begins = minutesAt(start);
  const ends = minutesAt(end) > begins ? minutesAt(end) : minutesAt(end) + DAY_MINUTES;
  const moment = (minutes: number): number => momentOf(zone, day, minutes);
  const shift = { from: moment(begins), to: moment(ends) };
  const pauses = breaks.map(({ start: at, minutes }) => {
    // A break of a night shift is on the next day when its time is before the shift's begin.
    const time = minutesAt(at) >= begins ? minutesAt(at) : minutesAt(at) + DAY_MINUTES;
    const from = moment(time);
    return { from, to: from + minutes * 60_000 };
  });
  return { name, day, ...shift, planned: without(shift, pauses) };
}

/** Rules were read (`calendar-rules.ts`) before, so that their times are ones. */
function minutesAt(time: string): number {
  return minutesOf(time) ?? Number.NaN;
}

/** A span less others. */
function without(span: Span, others: readonly Span[]): Span[] {
  let rest: Span[] = [span];
  for (const other of others)
    rest = rest.flatMap(({ from, to }) =>
      [
        { from, to: Math.min(to, other.from) },
        { from: Math.max(from, other.to), to },
      ].filter((piece) => piece.from < piece.to),
    );
  return rest;
}

function united(spans: readonly Span[]): Span[] {
  const list: Span[] = [];
  for (const span of [...spans].sort((one, other) => one.from - other.from)) {
    const before = list.at(-1);
    if (before !== undefined && span.from <= before.to)
      list[list.length - 1] = { from: before.from, to: Math.max(before.to, span.to) };
    else list.push(span);
  }
  return list;
}
