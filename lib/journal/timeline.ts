import { type Activity, isSameActivity } from './activity';
import { identified, type TimelineInterval } from './identified';
import { merged, type Sighting, withSighting } from './sighting';
import { type Stretch, sourceOf, stretchesOf, type TimelineRules, withoutShortOnes } from './stretches';

/** What a message says of a machine. Times are ms since the epoch. */
export interface MachineWord {
  readonly activity: Activity;
  readonly time: number;
  /** Since when the machine is in its state. */
  readonly since: number;
}

/** What is kept of a timeline for the time after a restart. */
export interface TimelineRemainder {
  /** The interval that was not over. */
  readonly open: TimelineInterval;
  /** When the machine was heard last. */
  readonly heard: number;
}

/**
 * What one machine did, as intervals that follow each other without hole or overlap from its first message on.
 *
 * Messages may be late by `staleMs`, come twice and in any order: they take their places by `time`, and the intervals
 * that were written differently are corrected under their ids. What is later than that is counted and dropped.
 * @example
 * const timeline = new MachineTimeline('mgm:plant:12', rules);
 * write(timeline.take({ activity, time, since }, Date.now()));
 * setInterval(() => write(timeline.at(Date.now())), 1_000);
 */
export class MachineTimeline {
  /** Messages that were too late to be written. */
  dropped = 0;
  private sightings: readonly Sighting[] = [];
  /** The stretch that the first sighting belongs to, since its last short interruption. */
  private base: Stretch | undefined;
  /** What was written and may still be corrected, in order of time. */
  private written: readonly TimelineInterval[] = [];
  /** Intervals that corrections took away, by their ids, which are not given to others. */
  private readonly takenAway = new Map<string, number>();
  /** What ids end with after a restart: which were taken away before is not known. */
  private idEnd = '';

  constructor(
    /** What the ids begin with. */
    private readonly key: string,
    private readonly rules: TimelineRules,
  ) {}

  /** Goes on where the journal ends. */
  restore({ open, heard }: TimelineRemainder, now: number): void {
    const { activity, source, from } = open;
    this.idEnd = `~${now.toString(36)}`;
    this.written = [open];
    this.base = { activity, source, from };
    this.sightings = [{ activity, since: from, from: heard, until: heard, restoredAt: now }];
  }

  /** Takes a message in; the intervals that begin, end or are corrected by it. */
  take(word: MachineWord, now: number): readonly TimelineInterval[] {
    // Nothing has happened yet that is still to come; a sender whose clock is ahead says so.
    const from = Math.min(word.time, now);
    const sighting = { activity: word.activity, since: Math.min(word.since, from), from, until: from };
    const newest = this.sightings.at(-1);
    if (newest === undefined) {
      this.base = { activity: word.activity, from: sighting.since, source: sourceOf(word.activity) };
      this.sightings = [sighting];
      return this.at(now);
    }
    if (from < Math.max(newest.until - this.rules.staleMs, this.sightings[0]?.from ?? 0)) {
      if (!this.agrees(sighting)) this.dropped += 1;
      return [];
    }
    if (this.goesOn(newest, sighting)) return [];
    const sightings = withSighting(this.sightings, sighting);
    if (sightings === this.sightings) return [];
    this.sightings = sightings;
    return this.at(now);
  }

  /** The intervals that have begun, ended or been corrected by now, without a message too. */
  at(now: number): readonly TimelineInterval[] {
    const newest = this.sightings.at(-1);
    if (this.base === undefined || newest === undefined) return [];
    const end = Math.max(now, newest.until);
    const stretches = stretchesOf(this.base, this.sightings, this.rules, end);
    const first = { ...this.base, from: this.written[0]?.from ?? this.base.from };
    const shown = withoutShortOnes([first, ...stretches.slice(1)], this.rules.shortestMs, end);
    const { intervals, changes } = identified(shown, this.written, (begin) => this.idOf(begin));
    for (const { id, from: begin, to } of changes) if (begin === to) this.takenAway.set(id, begin);
    this.written = intervals;
    this.forget(stretches, newest.until - this.rules.staleMs);
    return changes;
  }

  /** For the time after a restart; undefined before the first message. */
  get remainder(): TimelineRemainder | undefined {
    const open = this.written.at(-1);
    const heard = this.sightings.at(-1)?.until;
    return open === undefined || heard === undefined ? undefined : { open, heard };
  }

  /** The intervals that may still be corrected, in order of time. */
  get kept(): readonly TimelineInterval[] {
    return this.written;
  }

  private agrees({ activity, from }: Sighting): boolean {
    const interval = this.written.findLast((each) => each.from <= from);
    return interval !== undefined && isSameActivity(interval.activity, activity);
  }

  /** Most messages say that a machine does as before, and only then. */
  private goesOn(newest: Sighting, sighting: Sighting): boolean {
    const { activity, from } = sighting;
    const written = this.written.at(-1);
    const isNext = from >= newest.until && newest.restoredAt === undefined;
    const isInTime = this.rules.staleMs === 0 || from - newest.until <= this.rules.staleMs;
    if (!isNext || !isInTime || !isSameActivity(newest.activity, activity)) return false;
    if (written === undefined || !isSameActivity(written.activity, activity)) return false;
    this.sightings = withSighting(this.sightings, { ...sighting, activity: newest.activity });
    return true;
  }

  private idOf(from: number): string {
    const isTaken = (id: string): boolean =>
      this.takenAway.has(id) || this.written.some((interval) => interval.id === id);
    const id = `${this.key}@${new Date(from).toISOString()}${this.idEnd}`;
    let number = 2;
    let free = id;
    while (isTaken(free)) free = `${id}~${number++}`;
    return free;
  }

  /** Puts together and drops what no message can change any more. */
  private forget(stretches: readonly Stretch[], limit: number): void {
    this.sightings = merged(this.sightings, limit, this.rules.staleMs);
    const kept = this.sightings.findLastIndex(
      (sighting) => sighting.until <= limit && this.isBase(sighting, stretches),
    );
    const first = this.sightings[kept];
    if (first === undefined) return;
    const written = this.written.findLastIndex(({ from }) => from <= first.until);
    const stretch = stretches.findLast(({ from }) => from <= first.until);
    const interval = this.written[written];
    if (stretch === undefined || interval === undefined) return;
    this.sightings = this.sightings.slice(kept);
    this.written = this.written.slice(written);
    this.base = stretch;
    for (const [id, from] of this.takenAway) if (from < interval.from) this.takenAway.delete(id);
  }

  /** Whether the stretches of later can be told from this sighting alone. */
  private isBase({ activity, until }: Sighting, stretches: readonly Stretch[]): boolean {
    const isSame = (each: { activity: Activity } | undefined): boolean =>
      each !== undefined && isSameActivity(each.activity, activity);
    return (
      activity.state !== 'unknown' &&
      isSame(stretches.findLast(({ from }) => from <= until)) &&
      isSame(this.written.findLast(({ from }) => from <= until))
    );
  }
}
