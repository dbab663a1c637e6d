const HOUR_AND_MINUTE = /^([01]?\d|2[0-3]):([0-5]\d)$/;
const TYPED = /^(\d{1,2})(?:[:：.]?([0-5]\d))?$/;

/** Minutes after midnight of `HH:MM`; undefined for any other text. */
export function minutesOf(text: string): number | undefined {
  const [, hour, minute] = HOUR_AND_MINUTE.exec(text.trim()) ?? [];
  return hour === undefined ? undefined : Number(hour) * 60 + Number(minute);
}

/** `HH:MM` of what somebody typed, such as `6`, `630`, `6.30` or `6：30`; what is no time stays as it is. */
export function completedTime(typed: string): string {
  const [, hour, minute = '00'] = TYPED.exec(typed.replace(/\s/g, '')) ?? [];
  return hour === undefined || Number(hour) > 23 ? typed : `${hour.padStart(2, '0')}:${minute}`;
}
