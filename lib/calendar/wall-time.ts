/** A day of the calendar, such as `2026-03-29`. */
export type Day = string;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether a name is one of an IANA zone, such as `Asia/Shanghai`, that this computer knows. */
export function isZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** The zone that this computer's own clock shows. */
export function localZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** All zones that this computer knows by name. */
export function knownZones(): readonly string[] {
  return Intl.supportedValuesOf('timeZone');
}

/**
 * The moment at which clocks of a zone show a time, ms since the epoch. A time that is skipped when clocks go forward is
 * the moment at which they do; of a time that comes twice when they go back, it is the first.
 * @param minutes since midnight; 1,440 and more: of the days after it
 */
export function momentOf(zone: string, day: Day, minutes: number): number {
  const wall = Date.parse(`${day}T00:00:00Z`) + minutes * MINUTE_MS;
  // The offset a day before and a day after are all that there can be around it.
  const offsets = [offsetAt(zone, wall - DAY_MS), offsetAt(zone, wall + DAY_MS)];
  const moments = offsets
    .map((offset) => wall - offset)
    .filter((moment) => moment + offsetAt(zone, moment) === wall);
  return moments.length > 0 ? Math.min(...moments) : changeOfClocks(zone, wall - Math.max(...offsets));
}

/** The day that clocks of a zone show at a moment. */
export function dayAt(zone: string, moment: number): Day {
  return new Date(moment + offsetAt(zone, moment)).toISOString().slice(0, 10);
}

/** The day some days later, or earlier. */
export function dayAfter(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whether a text is a day of the calendar: there is no 30 February. */
export function isDay(text: string): boolean {
  const time = DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** 1 (Monday) to 7 (Sunday). */
export function weekdayOf(day: Day): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

/** Where clocks go forward within the hours after a moment. */
function changeOfClocks(zone: string, moment: number): number {
  let [before, after] = [moment, moment + DAY_MS];
  const offset = offsetAt(zone, before);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(zone, middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}

/** How many ms the clocks of a zone are ahead of UTC. */
function offsetAt(zone: string, moment: number): number {
  const parts = formatOf(zone).formatToParts(moment);
  const [year, month, day, hour, minute, second] = ['year', 'month', 'day', 'hour', 'minute', 'second'].map(
    (type) => Number(parts.find((part) => part.type === type)?.value),
  ) as [number, number, number, number, number, number];
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  return wall - Math.floor(moment / 1_000) * 1_000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}
