import type { NodeMessage } from 'node-red';
import { dayAfter, isDay } from '../../lib/calendar/wall-time';
import { InputError } from '../../lib/errors';
import {
  OEE_PERIODS,
  type OeePeriod,
  type OeePeriodKind,
  type OeePeriods,
} from '../../lib/journal/oee-periods';
import { textOf } from '../../lib/json/json-values';
import { LONGEST_LIST, tooLongList } from '../../lib/settings/checked-list';

/** Longer ones are asked for in parts. */
const LONGEST_MS = 400 * 86_400_000;

/**
 * The period that a message asks for: `from` and `to`; or `day`, and `shift` of it; or `period`; else the node's own.
 * Throws `InputError`.
 */
export function askedPeriod(
  periods: OeePeriods,
  otherwise: OeePeriodKind,
  msg: NodeMessage,
  now: number,
): OeePeriod {
  const { from, to, day, shift, period } = msg as Readonly<Record<string, unknown>>;
  if (isGiven(from) || isGiven(to)) return rangeOf(periods, from, to, now);
  if (isGiven(day) || isGiven(shift)) return dayOrShift(periods, day, shift, now);
  const kind = isGiven(period) ? kindOf(period) : otherwise;
  const found = periods.at(kind, now);
  if (found) return found;
  throw new InputError(
    'calendar',
    'No shift has ended within 60 days: a shift calendar with shifts is needed, here or at the plant',
  );
}

/** `msg.machines`: one key or a list of keys; undefined: all machines. Throws `InputError`. */
export function askedMachines({
  machines,
}: NodeMessage & { machines?: unknown }): readonly string[] | undefined {
  if (!isGiven(machines)) return undefined;
  const list: readonly unknown[] = Array.isArray(machines) ? machines : [machines];
  const keys: string[] = [];
  let length = 0;
  for (const each of list) {
    const key = textOf(each);
    if (key === undefined) break;
    keys.push(key);
    length += key.length + 1;
    if (length > LONGEST_LIST) throw tooLongList('machines');
  }
  if (keys.length === list.length) return keys;
  throw new InputError('machines', 'msg.machines must be the key of a machine or a list of keys');
}

/** `msg.compare`: whether the platforms' own figures are asked for, too. Throws `InputError`. */
export function asksForOwnFigures({ compare }: NodeMessage & { compare?: unknown }): boolean {
  if (!isGiven(compare) || typeof compare === 'boolean') return compare === true;
  throw new InputError('compare', 'msg.compare must be true or false');
}

function kindOf(period: unknown): OeePeriodKind {
  const kind = OEE_PERIODS.find((each) => each === period);
  if (kind) return kind;
  throw new InputError(
    'period',
    `msg.period must be one of ${OEE_PERIODS.join(', ')}, not "${textOf(period)}"`,
  );
}

function dayOrShift(periods: OeePeriods, day: unknown, shift: unknown, now: number): OeePeriod {
  const date = isGiven(day) ? dateOf(periods, day, now) : periods.dayAt(now);
  if (!isGiven(shift)) return periods.day(date);
  const name = textOf(shift) ?? '';
  const found = periods.shift(date, name);
  if (found) return found;
  throw new InputError('shift', `The calendar has no shift "${name}" on ${date}`);
}

function dateOf(periods: OeePeriods, day: unknown, now: number): string {
  const text = (textOf(day) ?? '').trim();
  if (text === 'today') return periods.dayAt(now);
  if (text === 'yesterday') return dayAfter(periods.dayAt(now), -1);
  if (isDay(text)) return text;
  throw new InputError('day', `msg.day must be a date such as 2026-10-01, today or yesterday, not "${text}"`);
}

function rangeOf(periods: OeePeriods, from: unknown, to: unknown, now: number): OeePeriod {
  const begin = timeOf('from', from);
  const end = isGiven(to) ? timeOf('to', to) : now;
  if (begin >= end) throw new InputError('to', 'msg.to must be later than msg.from');
  if (end - begin > LONGEST_MS)
    throw new InputError('from', 'msg.from and msg.to must be at most 400 days apart');
  return periods.range({ from: begin, to: end });
}

/** ISO 8601, or ms since the epoch. */
function timeOf(field: string, value: unknown): number {
  const time = typeof value === 'number' ? value : Date.parse(textOf(value) ?? '');
  if (Number.isFinite(time) && Math.abs(time) <= 8.64e15) return time;
  throw new InputError(
    field,
    `msg.${field} must be a time such as 2026-10-01T06:00:00Z, or milliseconds since 1970, not "${textOf(value)}"`,
  );
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
