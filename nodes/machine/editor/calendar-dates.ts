import { type Day, dayAfter } from '../../../lib/calendar/wall-time';

export const WEEK = [1, 2, 3, 4, 5, 6, 7] as const;

/** Dates and weekdays in the language of the editor. */
function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(RED.i18n.lang(), { ...options, timeZone: 'UTC' });
}

/** Such as `Mon`, of 1 to 7. */
export function weekdayName(weekday: number): string {
  // The 1st of January 2024 was a Monday.
  return format({ weekday: 'short' }).format(Date.UTC(2024, 0, weekday));
}

/** Such as `Mon, 30 Nov`. */
export function dayName(day: Day): string {
  return format({ weekday: 'short', day: 'numeric', month: 'short' }).format(new Date(`${day}T00:00:00Z`));
}

/** The days from one to another; none where the second is before the first. */
export function daysBetween(first: Day, last: Day, most: number): Day[] {
  const days: Day[] = [];
  for (let day = first; day <= last && days.length < most; day = dayAfter(day, 1)) days.push(day);
  return days;
}
