import { dayAfter, dayAt, isDay, momentOf } from '../calendar/wall-time';

/** Whether a text is where a time begins or where it ends: today begins at midnight and ends at the next. */
export type Bound = 'from' | 'to';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const AGO = /^(\d{1,6})\s*(min|h|d)$/;
const UNIT_MS: Readonly<Record<string, number>> = { min: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * The moment that a text means, in ms since the epoch; undefined for a text that means none.
 * @param text `now`, `today`, `yesterday`, so long ago (`90 min`, `8 h`, `7 d`), a day (`2026-11-27`), ISO 8601 or ms
 * @param zone whose midnight counts
 * @example timeOfWord('yesterday', 'to', 'Asia/Shanghai', Date.now())
 */
export function timeOfWord(text: string, bound: Bound, zone: string, now: number): number | undefined {
  const word = text.trim();
  if (word === 'now') return now;
  if (word === 'today' || word === 'yesterday' || DAY.test(word)) {
    const today = dayAt(zone, now);
    const day = word === 'today' ? today : word === 'yesterday' ? dayAfter(today, -1) : word;
    if (!isDay(day)) return undefined;
    return momentOf(zone, bound === 'from' ? day : dayAfter(day, 1), 0);
  }
  const [, number, unit = ''] = AGO.exec(word) ?? [];
  if (number !== undefined) return now - Number(number) * (UNIT_MS[unit] ?? 0);
  const time = /^-?\d{1,15}$/.test(word) ? Number(word) : Date.parse(word);
  return Number.isNaN(time) ? undefined : time;
}
