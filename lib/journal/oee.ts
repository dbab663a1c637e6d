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
  /** ideal cycle × parts / running; more than 1 where parts are made faster than the ideal. */
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

  const availability = times.planned === 0 ? null : times.running / times.planned;
  const performance = performanceOf(made, times.running, idealCycleOf, why);
  const good = scrap === undefined ? null : Math.max(0, parts - scrap);
  if (scrap === undefined) why.add('no-scrap-count');
  if (parts === 0) why.add('no-parts');
  const quality = good === null || parts === 0 ? null : good / parts;
  const isKnown = availability !== null && performance !== null && quality !== null;
  return {
    times,
    coverage: times.planned === 0 ? null : 1 - times.unknown / times.planned,
    availability,
    performance,
    quality,
    oee: isKnown ? availability * performance * quality : null,
    parts,
    good,
    why: [...why],
  };
}

const LEARNT_FROM = 50;

/** The shortest of the last 50 cycles of a program that were complete, as the ideal time of a part. */
export function learntCycle(cycles: readonly Cycle[], program: string | null): IdealCycle | undefined {
  const last = cycles
    .filter((cycle) => cycle.program === program && cycle.complete && cycle.parts > 0)
    .slice(-LEARNT_FROM)
    .map(({ runMs, parts }) => runMs / parts / 1_000)
    .filter((seconds) => seconds > 0);
  return last.length === 0 ? undefined : { seconds: Math.min(...last), source: 'learnt' };
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

function performanceOf(
  cycles: readonly Cycle[],
  running: number,
  idealCycleOf: OeeInput['idealCycleOf'],
  why: Set<OeeReason>,
): number | null {
  if (running === 0) {
    why.add('nothing-ran');
    return null;
  }
  let ideal = 0;
  for (const { program, parts } of cycles) {
    const cycle = parts === 0 ? { seconds: 0, source: 'plant' as const } : idealCycleOf(program);
    if (cycle === undefined) {
      why.add('no-ideal-cycle');
      return null;
    }
    if (cycle.source === 'learnt') why.add('ideal-cycle-learnt');
    ideal += cycle.seconds * parts;
  }
  return ideal / running;
}
