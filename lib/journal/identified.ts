import { type Activity, isSameActivity } from './activity';
import type { Stretch } from './stretches';

/** An interval as the journal writes it. Times are ms since the epoch. */
export interface TimelineInterval {
  /** The same for good, also after a correction. */
  readonly id: string;
  readonly activity: Activity;
  readonly source: Stretch['source'];
  readonly from: number;
  /** undefined: it is not over. The same as `from`: a correction took it away. */
  readonly to: number | undefined;
  /** 0 when it is written first; one more with each correction. */
  readonly revision: number;
}

/** What the intervals are now, and which of them have to be written. */
interface Identified {
  readonly intervals: readonly TimelineInterval[];
  readonly changes: readonly TimelineInterval[];
}

/**
 * Gives stretches the ids of the intervals that were written for them.
 * @param stretches in order of time
 * @param written in order of time, what was written of this time so far
 * @param idOf a new id for an interval that begins then
 */
export function identified(
  stretches: readonly Stretch[],
  written: readonly TimelineInterval[],
  idOf: (from: number) => string,
): Identified {
  const free = new Set(written);
  const pairs = stretches.map((stretch, index) => {
    const ended = { ...stretch, to: stretches[index + 1]?.from };
    const before = bestOf(free, ended);
    if (before !== undefined) free.delete(before);
    return { ended, before };
  });
  const intervals = pairs.map(({ ended, before }) =>
    before === undefined ? { id: idOf(ended.from), ...ended, revision: 0 } : revised(before, ended),
  );
  const takenAway = [...free].map((interval) => ({
    ...interval,
    to: interval.from,
    revision: interval.revision + 1,
  }));
  return { intervals, changes: [...takenAway, ...intervals.filter((each) => !written.includes(each))] };
}

type EndedStretch = Stretch & { readonly to: number | undefined };

/** The interval that was written for a stretch: of the same activity and time, else one that begins with it. */
function bestOf(free: ReadonlySet<TimelineInterval>, stretch: EndedStretch): TimelineInterval | undefined {
  const candidates = [...free];
  const same = candidates.filter(({ activity }) => isSameActivity(activity, stretch.activity));
  return (
    same.find(({ from }) => from === stretch.from) ??
    same.find((interval) => overlap(interval, stretch)) ??
    candidates.find(({ from }) => from === stretch.from)
  );
}

function overlap(one: EndedStretch | TimelineInterval, other: EndedStretch): boolean {
  return one.from < (other.to ?? Infinity) && other.from < (one.to ?? Infinity);
}

/** The same object where nothing has changed; one revision more where more than the end is new. */
function revised(before: TimelineInterval, { activity, source, from, to }: EndedStretch): TimelineInterval {
  const isSame =
    before.from === from && before.source === source && isSameActivity(before.activity, activity);
  if (isSame && before.to === to) return before;
  const hasEnded = isSame && before.to === undefined;
  return { ...before, activity, source, from, to, revision: before.revision + (hasEnded ? 0 : 1) };
}
