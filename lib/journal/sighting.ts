import { type Activity, isSameActivity } from './activity';

/** Messages that follow each other and say that a machine does the same. Times are ms since the epoch. */
export interface Sighting {
  readonly activity: Activity;
  /** Since when the machine is in this state, by its own word; the time of the message where nobody says so. */
  readonly since: number;
  /** The first and the last message that said so. */
  readonly from: number;
  readonly until: number;
  /** When it was read from the journal after a restart: nobody watched the machine between it and the next one. */
  readonly restoredAt?: number;
}

/** Messages this close to each other are one sighting as long as they say the same. */
const ONE_SIGHTING_MS = 1_000;

/**
 * The sightings with one message more, in order of time. One that says nothing new gives back the same list.
 * @param sightings in order of time, at least one
 */
export function withSighting(sightings: readonly Sighting[], message: Sighting): readonly Sighting[] {
  const after = sightings.findLastIndex(({ from }) => from <= message.from);
  const before = sightings[after];
  if (before === undefined) return [message, ...sightings];
  const isSame = isSameActivity(before.activity, message.activity) && before.restoredAt === undefined;
  if (message.from <= before.until && isSame) return sightings;
  if (isSame && message.from - before.from <= ONE_SIGHTING_MS)
    return sightings.with(after, { ...before, until: message.until });
  const isInside = message.from < before.until;
  const rest = isInside ? [{ ...before, from: message.from, until: before.until }] : [];
  const first = isInside ? { ...before, until: message.from } : before;
  return [...sightings.slice(0, after), first, message, ...rest, ...sightings.slice(after + 1)];
}

/** The same with those put together, up to a time, that say the same without too long a silence between them. */
export function merged(sightings: readonly Sighting[], limit: number, staleMs: number): readonly Sighting[] {
  const list: Sighting[] = [];
  for (const sighting of sightings) {
    const before = list.at(-1);
    if (before !== undefined && sighting.until <= limit && goOn(before, sighting, staleMs))
      list[list.length - 1] = { ...before, until: sighting.until };
    else list.push(sighting);
  }
  return list;
}

function goOn(before: Sighting, { activity, from, restoredAt }: Sighting, staleMs: number): boolean {
  const isInTime = staleMs === 0 || activity.state === 'unknown' || from - before.until <= staleMs;
  const isWatched = before.restoredAt === undefined && restoredAt === undefined;
  return isInTime && isWatched && isSameActivity(before.activity, activity);
}
