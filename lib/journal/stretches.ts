import { type Activity, isSameActivity, unknownActivity } from './activity';
import type { Sighting } from './sighting';

/** A time in which a machine does one thing; it ends where the next begins. Times are ms since the epoch. */
export interface Stretch {
  readonly activity: Activity;
  readonly from: number;
  /** `gap`: nobody knows; `restart`: nobody watched; else `observed`. */
  readonly source: 'observed' | 'gap' | 'restart';
}

export interface TimelineRules {
  /** The longest silence in ms after which a machine's last activity still holds; 0: it holds until the next message. */
  readonly staleMs: number;
  /** What takes less time, in ms, belongs to what was before it. */
  readonly shortestMs: number;
}

/**
 * What a machine did, from the begin of `first` until now, without hole or overlap.
 * @param first the stretch that the first sighting belongs to
 * @param sightings in order of time, at least one
 * @example stretchesOf(first, sightings, Date.now(), { staleMs: 60_000, shortestMs: 1_000 })
 */
export function stretchesOf(
  first: Stretch,
  sightings: readonly Sighting[],
  { staleMs }: TimelineRules,
  now: number,
): Stretch[] {
  const stretches = [first];
  sightings.forEach((sighting, index) => {
    const before = sightings[index - 1];
    if (before === undefined) return;
    if (isUnwatched(before) || isSilent(before, sighting.from, staleMs)) stretches.push(silence(before));
    addSighting(stretches, sighting);
  });
  const last = sightings.at(-1);
  if (last !== undefined && isSilent(last, now, staleMs)) stretches.push(silence(last));
  return stretches;
}

/** A machine that was not heard for too long did nobody knows what since its last sign of life. */
function isSilent({ activity, until, restoredAt }: Sighting, now: number, staleMs: number): boolean {
  return activity.state !== 'unknown' && staleMs > 0 && now - (restoredAt ?? until) > staleMs;
}

function isUnwatched({ activity, restoredAt }: Sighting): boolean {
  return activity.state !== 'unknown' && restoredAt !== undefined;
}

function silence({ until, restoredAt }: Sighting): Stretch {
  return restoredAt === undefined
    ? { activity: unknownActivity('stale'), from: until, source: 'gap' }
    : { activity: unknownActivity('restart'), from: until, source: 'restart' };
}

function addSighting(stretches: Stretch[], { activity, from, since }: Sighting): void {
  // A machine that says since when it is in its state tells of a time in which nobody heard it, too.
  const begin = Math.min(since, from);
  let silentFrom: number | undefined;
  while (stretches.length > 1 && isUnknownSince(stretches.at(-1), begin)) silentFrom = stretches.pop()?.from;
  const before = stretches.at(-1);
  if (before === undefined || isSameActivity(before.activity, activity)) return;
  stretches.push({ activity, source: sourceOf(activity), from: beginOf() });

  function beginOf(): number {
    // Its word is about the state; when it took another program it does not say.
    if (before === undefined || before.activity.state === activity.state) return from;
    if (begin > before.from) return begin;
    if (before.activity.state === 'unknown') return before.from;
    // Something else was seen since then.
    return silentFrom ?? from;
  }
}

export function sourceOf({ state }: Activity): Stretch['source'] {
  return state === 'unknown' ? 'gap' : 'observed';
}

function isUnknownSince(stretch: Stretch | undefined, time: number): boolean {
  return stretch !== undefined && stretch.activity.state === 'unknown' && time <= stretch.from;
}

/**
 * The same without what took too short a time, which belongs to what was before it. What goes on after it is one.
 * What has only just begun is not there yet.
 */
export function withoutShortOnes(stretches: readonly Stretch[], shortestMs: number, now: number): Stretch[] {
  const long: Stretch[] = [];
  stretches.forEach((stretch, index) => {
    const duration = (stretches[index + 1]?.from ?? now) - stretch.from;
    const isLast = index === stretches.length - 1;
    const before = long.at(-1);
    const shortest = before === undefined ? 0 : shortestMs;
    if (duration < shortest || (duration <= 0 && !isLast)) return;
    if (before !== undefined && isSameActivity(before.activity, stretch.activity)) return;
    long.push(stretch);
  });
  return long;
}
