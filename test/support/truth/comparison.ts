import type { Span } from '../../../lib/calendar/shift-calendar';
import type { JournalStore, StoredCycle, StoredInterval } from '../../../lib/journal/journal-store';
import { oeeOf } from '../../../lib/journal/oee';
import { type Cut, isBlind, keyOf } from './plant-run';
import type { TrueMachine, TrueStretch } from './true-machines';

/** What a journal has of a time, against what machines really did, all together. Times are ms. */
export interface Comparison {
  /** In which machines could be observed. */
  readonly observable: number;
  /** Of it, in the true state by the journal; in another; unknown. */
  readonly right: number;
  readonly wrong: number;
  readonly missed: number;
  /** The longest that something of it is in another state. */
  readonly longestWrong: number;
  /** In which they could not. */
  readonly hidden: number;
  /** Of it, in another state than the true one, and not unknown. */
  readonly invented: number;
  /** Parts by the journal; that were made from begin to end, and that were finished, in time that could be observed. */
  readonly parts: number;
  readonly leastParts: number;
  readonly mostParts: number;
  /** By how many points figures differ from the true ones: availability of the time that is known, and OEE. */
  readonly availabilityOff: number;
  readonly oeeOff: number;
}

/** What is within a window at its edges is not compared: what has only just begun is not written yet. */
const EDGE_MS = 90_000;
/** A part may be seen a poll later than it was made. */
const POLL_MS = 1_000;
/** What a machine did just before and after says whether its program was through. */
const AROUND_MS = 1_800_000;
/** The ideal time of a part, in s; the same for both. */
const IDEAL = 40;

interface States {
  readonly seen: ReadonlyMap<Verdict, number>;
  readonly hidden: ReadonlyMap<Verdict, number>;
  readonly longestWrong: number;
  /** Of the time that the journal knows: all, in which machines ran, and did so by the journal. */
  readonly known: { readonly all: number; readonly true: number; readonly journal: number };
}

type Verdict = 'right' | 'wrong' | 'unknown';

/** Compares what a store has of machines in a time with what they did. */
export async function compare(
  store: JournalStore,
  machines: readonly TrueMachine[],
  cuts: readonly Cut[],
  { from, to }: Span,
): Promise<Comparison> {
  const window = { from: from + EDGE_MS, to: to - EDGE_MS };
  const seen = observableIn(cuts, window);
  const compared = await Promise.all(
    machines.map(async (machine) => {
      const truth = machine.stretches(window.from - AROUND_MS, window.to + AROUND_MS);
      const asked = { keys: [keyOf(machine)], ...window };
      const rows = await all(store.intervals(asked));
      const cycles = await all(
        store.cycles({ keys: asked.keys, from: window.from + POLL_MS, to: window.to + POLL_MS }),
      );
      return {
        states: statesOf(truth, rows, seen, window),
        ...partsOf(machine, truth, cycles, seen, window),
      };
    }),
  );
  const sum = (figure: (each: (typeof compared)[number]) => number): number =>
    compared.reduce((total, each) => total + figure(each), 0);
  const seenAs = (verdict: Verdict): number => sum(({ states }) => states.seen.get(verdict) ?? 0);
  const hiddenAs = (verdict: Verdict): number => sum(({ states }) => states.hidden.get(verdict) ?? 0);
  const known = sum(({ states }) => states.known.all);
  return {
    observable: seenAs('right') + seenAs('wrong') + seenAs('unknown'),
    right: seenAs('right'),
    wrong: seenAs('wrong'),
    missed: seenAs('unknown'),
    longestWrong: Math.max(...compared.map(({ states }) => states.longestWrong)),
    hidden: hiddenAs('right') + hiddenAs('wrong') + hiddenAs('unknown'),
    invented: hiddenAs('wrong'),
    parts: sum(({ parts }) => parts),
    leastParts: sum(({ leastParts }) => leastParts),
    mostParts: sum(({ mostParts }) => mostParts),
    availabilityOff: (Math.abs(sum(({ states }) => states.known.journal - states.known.true)) / known) * 100,
    oeeOff: (sum(({ oeeOff }) => oeeOff) / machines.length) * 100,
  };
}

/** The time of a window in which nothing hid the machines. */
function observableIn(cuts: readonly Cut[], window: Span): readonly Span[] {
  const spans: Span[] = [];
  let { from } = window;
  for (const cut of cuts.filter(isBlind)) {
    if (cut.from > from) spans.push({ from, to: Math.min(cut.from, window.to) });
    from = Math.max(from, cut.to);
  }
  if (from < window.to) spans.push({ from, to: window.to });
  return spans;
}

function partsOf(
  { hasCounter }: TrueMachine,
  truth: readonly TrueStretch[],
  cycles: readonly StoredCycle[],
  seen: readonly Span[],
  window: Span,
): Pick<Comparison, 'parts' | 'leastParts' | 'mostParts' | 'oeeOff'> {
  const made = truth.filter((each) => each.hasMade && each.to > window.from && each.to <= window.to);
  const count = (isCounted: (part: TrueStretch, span: Span) => boolean): number =>
    made.filter((part) => hasCounter || seen.some((span) => isCounted(part, span))).length;
  const leastParts = count((part, span) => part.hasBegin && part.from >= span.from && part.to <= span.to);
  const mostParts = count((part, span) => part.to >= span.from && part.to <= span.to);
  const parts = cycles.reduce((total, cycle) => total + cycle.parts, 0);
  const { oee } = oeeOf({
    planned: [{ from: window.from + POLL_MS, to: window.to + POLL_MS }],
    intervals: [{ ...window, state: 'running' }],
    cycles,
    idealCycleOf: () => ({ seconds: IDEAL, source: 'plant' }),
    scrap: 0,
  });
  const trueParts = Math.min(Math.max(parts, leastParts), mostParts);
  const trueOee = (IDEAL * trueParts) / ((window.to - window.from) / 1_000);
  return { parts, leastParts, mostParts, oeeOff: Math.abs((oee ?? Number.NaN) - trueOee) };
}

function statesOf(
  truth: readonly TrueStretch[],
  rows: readonly StoredInterval[],
  seen: readonly Span[],
  window: Span,
): States {
  const edges = [...truth, ...rows, ...seen].flatMap(({ from, to = window.to }) => [from, to]);
  const times = [...new Set([...edges, window.from, window.to])]
    .filter((time) => time >= window.from && time <= window.to)
    .sort((one, other) => one - other);
  const sums = { seen: new Map<Verdict, number>(), hidden: new Map<Verdict, number>() };
  const known = { all: 0, true: 0, journal: 0 };
  const [truths, journal, spans] = [walk(truth), walk(rows), walk(seen)];
  let [wrong, longestWrong] = [0, 0];
  times.slice(1).forEach((end, index) => {
    const time = times[index] ?? end;
    const ms = end - time;
    const state = journal(time)?.activity.state ?? 'unknown';
    const trueState = truths(time)?.state ?? 'unknown';
    const verdict = state === trueState ? 'right' : state === 'unknown' ? 'unknown' : 'wrong';
    const kind = spans(time) === undefined ? 'hidden' : 'seen';
    sums[kind].set(verdict, (sums[kind].get(verdict) ?? 0) + ms);
    wrong = verdict === 'wrong' && kind === 'seen' ? wrong + ms : 0;
    longestWrong = Math.max(longestWrong, wrong);
    if (state === 'unknown') return;
    known.all += ms;
    if (trueState === 'running') known.true += ms;
    if (state === 'running') known.journal += ms;
  });
  return { ...sums, longestWrong, known };
}

/** Finds the span of a list in which a time lies; times are asked for in order. */
function walk<Item extends { readonly from: number; readonly to: number | undefined }>(
  items: readonly Item[],
): (time: number) => Item | undefined {
  let index = 0;
  return (time) => {
    while ((items[index]?.to ?? Infinity) <= time) index += 1;
    const item = items[index];
    return item !== undefined && item.from <= time ? item : undefined;
  };
}

async function all<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const read: Row[] = [];
  for await (const row of rows) read.push(row);
  return read;
}
