const HOUR_AND_MINUTE = /^([01]?\d|2[0-3]):([0-5]\d)$/;

/** Minutes after midnight of `HH:MM`; undefined for any other text. */
export function minutesOf(text: string): number | undefined {
  const [, hour, minute] = HOUR_AND_MINUTE.exec(text.trim()) ?? [];
  return hour === undefined ? undefined : Number(hour) * 60 + Number(minute);
}

/** When the day that goes on at this time began, ms since the epoch, by this computer's wall clock. */
export function dayBegin(now: number, minutes: number): number {
  const begin = new Date(now);
  begin.setHours(0, minutes, 0, 0);
  if (begin.getTime() > now) {
    begin.setDate(begin.getDate() - 1);
    begin.setHours(0, minutes, 0, 0);
  }
  return begin.getTime();
}
