import type { ShiftCalendar } from '../calendar/shift-calendar';
import { dayAt } from '../calendar/wall-time';
import { dayBegin } from './day-begin';

/** What a board adds up: the time from here until now, ms since the epoch. */
export interface BoardPeriod {
  readonly from: number;
  /** The shift that runs. */
  readonly shift?: string;
}

export type BoardPeriodFinder = (now: number) => BoardPeriod;

/** For how long there may be no shift, over a long holiday, before a board goes by days. */
const LONGEST_REST_MS = 31 * 86_400_000;

/** Today, by this computer's clock. */
export function dayPeriods(beginsAtMinutes: number): BoardPeriodFinder {
  return (now) => ({ from: dayBegin(now, beginsAtMinutes) });
}

/** The shift that runs or, between two shifts, the time since the last one ended. */
export function shiftPeriods(calendar: ShiftCalendar): BoardPeriodFinder {
  let found: { period: BoardPeriod; to: number } | undefined;
  return (now) => {
    if (found === undefined || now < found.period.from || now >= found.to) found = periodAt(calendar, now);
    return found.period;
  };
}

function periodAt(calendar: ShiftCalendar, now: number): { period: BoardPeriod; to: number } {
  const running = calendar.shiftAt(now);
  const next = calendar.shiftsBetween(now, now + LONGEST_REST_MS).find(({ from }) => from > now);
  const until = Math.min(
    next?.from ?? Number.POSITIVE_INFINITY,
    calendar.dayOf(dayAt(calendar.zone, now)).to,
  );
  if (running)
    return { period: { from: running.from, shift: running.name }, to: Math.min(running.to, until) };
  const ended = calendar.shiftsBetween(now - LONGEST_REST_MS, now).map(({ to }) => to);
  const today = calendar.dayOf(dayAt(calendar.zone, now));
  return { period: { from: ended.length > 0 ? Math.max(...ended) : today.from }, to: until };
}
