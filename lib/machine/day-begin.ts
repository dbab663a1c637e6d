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
