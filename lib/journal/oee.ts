import { common, type Span } from '../calendar/shift-calendar';
import { MACHINE_STATES, type MachineStateName } from '../machine/machine-words';
import type { Cycle } from './cycles';

/** Why a figure is not known, or what to know about it. */
export type OeeReason =
  | 'nothing-planned'
  | 'not-covered'
  | 'nothing-ran'
  | 'no-ideal-cycle'
  | 'ideal-cycle-learnt'
  | 'no-parts'
  | 'no-scrap-count'
  | 'suspect-counter';

/** The ideal time of a part, and where it comes from. */
export interface IdealCycle {
  readonly seconds: number;
  readonly source: 'plant' | 'learnt';
}

/** What the figures of a period are made of. Times are ms since the epoch. */
export interface OeeInput {
  /** The time in which work was planned, without overlap. */
  readonly planned: readonly Span[];
  readonly intervals: readonly (Span & { readonly state: MachineStateName })[];
  readonly cycles: readonly Cycle[];
  readonly idealCycleOf: (program: string | null) => IdealCycle | undefined;
  /** Parts that were reported as scrap; undefined: nobody counts them. */
  readonly scrap: number | undefined;
}

/** Figures after ISO 22400-2. A factor that cannot be known is null, with its reason in `why`. */
export interface OeeFigures {
  /** Seconds of the planned time. */
  readonly times: Readonly<Record<'planned' | MachineStateName, number>>;
  /** The known share of the planned time, 0 to 1; null where nothing was planned. */
  readonly coverage: number | null;
  /** running / planned */
  readonly availability: number | null;
  /** Seconds that the parts take at best: ideal cycle × parts. */
  readonly ideal: number | null;
  /** ideal / running; more than 1 where parts are made faster than the ideal. */
  readonly performance: number | null;
  /** good / parts */
  readonly quality: number | null;
  readonly oee: number | null;
  readonly parts: number;
  readonly good: number | null;
  readonly why: readonly OeeReason[];
}

/**
 * The figures of a period. Time that nobody knows counts as planned and not as running: an outage never flatters.
 * @example oeeOf({ planned: calendar.plannedBetween(from, to), intervals, cycles, idealCycleOf, scrap: undefined }).oee
 */
export function oeeOf({ planned, intervals, cycles, idealCycleOf, scrap }: OeeInput): OeeFigures {
  const times = timesOf(planned, intervals);
  const made = cycles.filter(({ to }) => planned.some((span) => to > span.from && to <= span.to));
  const parts = made.reduce((sum, cycle) => sum + cycle.parts, 0);
  const why = new Set<OeeReason>();
  if (times.unknown > 0) why.add('not-covered');
  if (made.some(({ suspect }) => suspect === true)) why.add('suspect-counter');
  if (times.planned === 0) why.add('nothing-planned');

  if (times.running === 0) why.add('nothing-ran');
  const ideal = idealTime(made, idealCycleOf, why);
  const good = scrap === undefined ? null : Math.max(0, parts - scrap);
  if (scrap === undefined) why.add('no-scrap-count');
  if (parts === 0) why.add('no-parts');
  return { times, ...factorsOf(times, ideal, parts, good), ideal, parts, good, why: [...why] };
}

/** The figures of several machines together: their times, parts and ideal times are added up. */
export function oeeTogether(machines: readonly OeeFigures[]): OeeFigures {
  const names = ['planned', ...MACHINE_STATES] as const;
  const times = Object.fromEntries(
    names.map((name) => [name, sum(machines.map((each) => each.times[name]))]),
  );
  const added = times as Record<'planned' | MachineStateName, number>;
  const ideal = sumOfKnown(machines.map((each) => each.ideal));
  const parts = sum(machines.map((each) => each.parts));
  // What made nothing has no scrap, whether somebody counts it or not.
  const good = sumOfKnown(machines.map((each) => (each.parts === 0 ? 0 : each.good)));
  const why = new Set(machines.flatMap((each) => each.why));
  if (added.running > 0) why.delete('nothing-ran');
  if (added.planned > 0) why.delete('nothing-planned');
  if (parts > 0) why.delete('no-parts');
  return { times: added, ...factorsOf(added, ideal, parts, good), ideal, parts, good, why: [...why] };
}

function factorsOf(
  { planned, running, unknown }: OeeFigures['times'],
  ideal: number | null,
  parts: number,
  good: number | null,
): Pick<OeeFigures, 'coverage' | 'availability' | 'performance' | 'quality' | 'oee'> {
  const availability = planned === 0 ? null : running / planned;
  const performance = running === 0 || ideal === null ? null : ideal / running;
  const quality = good === null || parts === 0 ? null : good / parts;
  const isKnown = availability !== null && performance !== null && quality !== null;
  return {
    coverage: planned === 0 ? null : 1 - unknown / planned,
    availability,
    performance,
    quality,
    oee: isKnown ? availability * performance * quality : null,
  };
}

function timesOf(planned: readonly Span[], intervals: OeeInput['intervals']): OeeFigures['times'] {
  const milliseconds = new Map<MachineStateName, number>();
  let known = 0;
  for (const interval of intervals)
    for (const span of planned) {
      const shared = common(interval, span);
      if (shared === undefined) continue;
      const duration = shared.to - shared.from;
      known += duration;
      milliseconds.set(interval.state, (milliseconds.get(interval.state) ?? 0) + duration);
    }
  const total = planned.reduce((sum, { from, to }) => sum + to - from, 0);
  // Before a machine's first message, and after its last, nobody knows.
  milliseconds.set('unknown', (milliseconds.get('unknown') ?? 0) + total - known);
  const seconds = (state: MachineStateName): number => (milliseconds.get(state) ?? 0) / 1_000;
  const states = Object.fromEntries(MACHINE_STATES.map((state) => [state, seconds(state)]));
  return { planned: total / 1_000, ...(states as Record<MachineStateName, number>) };
}

function idealTime(
  cycles: readonly Cycle[],
  idealCycleOf: OeeInput['idealCycleOf'],
  why: Set<OeeReason>,
): number | null {
  let ideal = 0;
  for (const { program, parts } of cycles) {
    if (parts === 0) continue;
    const cycle = idealCycleOf(program);
    if (cycle === undefined) {
      why.add('no-ideal-cycle');
      return null;
    }
    if (cycle.source === 'learnt') why.add('ideal-cycle-learnt');
    ideal += cycle.seconds * parts;
  }
  return ideal;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function sumOfKnown(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce((total, number) => (total === null || number === null ? null : total + number), 0);
}
