import { isPlainObject, numberOf, textOf } from '../json/json-values';
import type { CalendarRules, ShiftException, ShiftRule } from './shift-calendar';
import { minutesOf } from './time-of-day';
import { isDay, isZone, localZone } from './wall-time';

/** What a calendar takes: more of it would be a mistake, and slow. */
export const MOST_SHIFTS = 50;
export const MOST_BREAKS = 20;
export const MOST_EXCEPTIONS = 2_000;

const DAY_MINUTES = 1_440;

export type CalendarReason =
  | 'zoneUnknown'
  | 'noTable'
  | 'tooMany'
  | 'nameMissing'
  | 'nameTwice'
  | 'daysMissing'
  | 'timeWrong'
  | 'minutesWrong'
  | 'breakOutside'
  | 'dateWrong'
  | 'dateTwice';

/** What is asked for where something is wrong. */
export const CALENDAR_REASONS: Readonly<Record<CalendarReason, string>> = {
  zoneUnknown: 'enter the name of a time zone such as Asia/Shanghai',
  noTable: 'a list is needed',
  tooMany: `at most ${MOST_SHIFTS} shifts, ${MOST_BREAKS} breaks of each and ${MOST_EXCEPTIONS} days that differ`,
  nameMissing: 'enter a name',
  nameTwice: 'another shift of that day has this name',
  daysMissing: 'choose at least one day of the week',
  timeWrong: 'enter a time such as 06:00',
  minutesWrong: `enter whole minutes from 1 to ${DAY_MINUTES}`,
  breakOutside: 'the break is not within its shift',
  dateWrong: 'enter a date such as 2026-10-01',
  dateTwice: 'another entry has this date',
};

/** What is wrong with a calendar as it was entered, and where: `shifts.0.breaks.1.start`. */
export interface CalendarProblem {
  readonly field: string;
  readonly reason: CalendarReason;
}

/** A calendar as a flow keeps it, whoever has written it. */
export interface SavedCalendar {
  readonly zone?: unknown;
  readonly shifts?: unknown;
  readonly exceptions?: unknown;
}

/** The rules that can be read, and what is wrong with the others. A calendar holds as long as there is no problem. */
export interface ReadCalendar {
  readonly rules: CalendarRules;
  readonly problems: readonly CalendarProblem[];
}

type DayRule = Omit<ShiftRule, 'days'>;
type Tell = (field: string, reason: CalendarReason) => void;

/** @example readCalendar({ zone: 'Asia/Shanghai', shifts: saved.shifts, exceptions: saved.exceptions }).problems */
export function readCalendar(saved: SavedCalendar): ReadCalendar {
  const problems: CalendarProblem[] = [];
  const tell: Tell = (field, reason) => void problems.push({ field, reason });
  const zone = (textOf(saved.zone) ?? '').trim();
  const isKnown = zone === '' || isZone(zone);
  if (!isKnown) tell('zone', 'zoneUnknown');
  const shifts = rowsOf(saved.shifts, 'shifts', MOST_SHIFTS, tell).flatMap((row) => weekRule(row, tell));
  tellNamesTwice(shifts, tell);
  const exceptions = rowsOf(saved.exceptions, 'exceptions', MOST_EXCEPTIONS, tell).flatMap((row) =>
    exception(row, tell),
  );
  tellDatesTwice(exceptions, tell);
  return {
    rules: {
      zone: isKnown && zone !== '' ? zone : localZone(),
      shifts: shifts.map(({ rule }) => rule),
      exceptions: exceptions.map(({ rule }) => rule),
    },
    problems,
  };
}

interface Row {
  readonly field: string;
  readonly values: Readonly<Record<string, unknown>>;
}

interface At<Rule> {
  readonly field: string;
  readonly rule: Rule;
}

function rowsOf(value: unknown, field: string, most: number, tell: Tell): Row[] {
  const list: unknown = value ?? [];
  if (!Array.isArray(list)) {
    tell(field, 'noTable');
    return [];
  }
  if (list.length > most) tell(field, 'tooMany');
  return list.slice(0, most).map((row: unknown, index) => ({
    field: `${field}.${index}`,
    values: isPlainObject(row) ? row : {},
  }));
}

function weekRule(row: Row, tell: Tell): At<ShiftRule>[] {
  const rules = dayRule(row, tell);
  const given: readonly unknown[] = Array.isArray(row.values['days']) ? row.values['days'] : [];
  const days = [1, 2, 3, 4, 5, 6, 7].filter((day) => given.some((each) => numberOf(each) === day));
  if (days.length === 0) tell(`${row.field}.days`, 'daysMissing');
  return days.length === 0 ? [] : rules.map(({ field, rule }) => ({ field, rule: { ...rule, days } }));
}

function exception(row: Row, tell: Tell): At<ShiftException>[] {
  const date = (textOf(row.values['date']) ?? '').trim();
  const isDate = isDay(date);
  if (!isDate) tell(`${row.field}.date`, 'dateWrong');
  const shifts = rowsOf(row.values['shifts'], `${row.field}.shifts`, MOST_SHIFTS, tell).flatMap((shift) =>
    dayRule(shift, tell),
  );
  tellNamesTwice(shifts, tell);
  const name = (textOf(row.values['name']) ?? '').trim();
  const rule = { date, ...(name === '' ? {} : { name }), shifts: shifts.map((shift) => shift.rule) };
  return isDate ? [{ field: row.field, rule }] : [];
}

function dayRule({ field, values }: Row, tell: Tell): At<DayRule>[] {
  const [name = '', start = '', end = ''] = ['name', 'start', 'end'].map((key) =>
    (textOf(values[key]) ?? '').trim(),
  );
  const [begins, ends] = [minutesOf(start), minutesOf(end)];
  if (name === '') tell(`${field}.name`, 'nameMissing');
  if (begins === undefined) tell(`${field}.start`, 'timeWrong');
  if (ends === undefined) tell(`${field}.end`, 'timeWrong');
  const pauses = rowsOf(values['breaks'], `${field}.breaks`, MOST_BREAKS, tell);
  const breaks = pauses.flatMap((row) => {
    const pause = breakOf(row, tell);
    const isInside = begins === undefined || ends === undefined || isWithin(pause, begins, ends);
    if (pause !== undefined && !isInside) tell(`${row.field}.start`, 'breakOutside');
    return pause !== undefined && isInside ? [pause] : [];
  });
  if (name === '' || begins === undefined || ends === undefined) return [];
  return [{ field, rule: { name, start, end, breaks } }];
}

function breakOf({ field, values }: Row, tell: Tell): ShiftRule['breaks'][number] | undefined {
  const start = (textOf(values['start']) ?? '').trim();
  const minutes = numberOf(values['minutes']);
  const isTime = minutesOf(start) !== undefined;
  const isLength =
    minutes !== undefined && Number.isInteger(minutes) && minutes > 0 && minutes <= DAY_MINUTES;
  if (!isTime) tell(`${field}.start`, 'timeWrong');
  if (!isLength) tell(`${field}.minutes`, 'minutesWrong');
  return isTime && isLength ? { start, minutes } : undefined;
}

function isWithin(pause: ShiftRule['breaks'][number] | undefined, begins: number, ends: number): boolean {
  if (pause === undefined) return true;
  const length = ends > begins ? ends - begins : ends - begins + DAY_MINUTES;
  const after = ((minutesOf(pause.start) ?? 0) - begins + DAY_MINUTES) % DAY_MINUTES;
  return after + pause.minutes <= length;
}

/** Two shifts of one name that begin on the same day could not be told apart. */
function tellNamesTwice(
  shifts: readonly At<DayRule & { readonly days?: readonly number[] }>[],
  tell: Tell,
): void {
  const seen = new Set<string>();
  for (const { field, rule } of shifts) {
    const keys = (rule.days ?? [0]).map((day) => `${day} ${rule.name}`);
    if (keys.some((key) => seen.has(key))) tell(`${field}.name`, 'nameTwice');
    for (const key of keys) seen.add(key);
  }
}

function tellDatesTwice(exceptions: readonly At<ShiftException>[], tell: Tell): void {
  const seen = new Set<string>();
  for (const { field, rule } of exceptions) {
    if (seen.has(rule.date)) tell(`${field}.date`, 'dateTwice');
    seen.add(rule.date);
  }
}
