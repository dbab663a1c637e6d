import { PlannedTime } from '../calendar/planned-time';
import type { Span } from '../calendar/shift-calendar';
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

/** What is known of a period when all its intervals and cycles were told. */
export type OeeKnowledge = Pick<OeeInput, 'idealCycleOf' | 'scrap'>;

/**
 * Adds up the figures of a period, whose intervals and cycles may be too many to be kept. Time that nobody knows counts as
 * planned and not as running: an outage never flatters.
 */
export class OeeTally {
  private readonly milliseconds = new Map<MachineStateName, number>();
  private readonly partsByProgram = new Map<string | null, number>();
  private isSuspect = false;

  constructor(private readonly planned: PlannedTime) {}

  /** The programs that made parts, in the order of their first. */
  get programs(): Iterable<string | null> {
    return this.partsByProgram.keys();
  }

  addInterval(interval: Span & { readonly state: MachineStateName }): void {
    const { state } = interval;
    this.milliseconds.set(state, (this.milliseconds.get(state) ?? 0) + this.planned.within(interval));
  }

  /** A part belongs to the planned time at whose end it is made. */
  addCycle({ to, program, parts, suspect }: Cycle): void {
    if (!this.planned.hasEnd(to)) return;
    if (suspect) this.isSuspect = true;
    if (parts > 0) this.partsByProgram.set(program, (this.partsByProgram.get(program) ?? 0) + parts);
  }

  figures({ idealCycleOf, scrap }: OeeKnowledge): OeeFigures {
    const { times } = this;
    const parts = sum([...this.partsByProgram.values()]);
    const why = new Set<OeeReason>();
    if (times.unknown > 0) why.add('not-covered');
    if (this.isSuspect) why.add('suspect-counter');
    if (times.planned === 0) why.add('nothing-planned');

    if (times.running === 0) why.add('nothing-ran');
    const ideal = idealTime(this.partsByProgram, idealCycleOf, why);
    const good = scrap === undefined ? null : Math.max(0, parts - scrap);
    if (scrap === undefined) why.add('no-scrap-count');
    if (parts === 0) why.add('no-parts');
    return { times, ...factorsOf(times, ideal, parts, good), ideal, parts, good, why: [...why] };
  }

  /** Seconds of the planned time, by state. */
  get times(): OeeFigures['times'] {
    const { total } = this.planned;
    const known = sum([...this.milliseconds.values()]);
    // Before a machine's first message, and after its last, nobody knows.
    const untold = total - known;
    const seconds = (state: MachineStateName): number =>
      ((this.milliseconds.get(state) ?? 0) + (state === 'unknown' ? untold : 0)) / 1_000;
    const states = Object.fromEntries(MACHINE_STATES.map((state) => [state, seconds(state)]));
    return { planned: total / 1_000, ...(states as Record<MachineStateName, number>) };
  }
}

/**
 * The figures of a period whose intervals and cycles are at hand.
 * @example oeeOf({ planned: calendar.plannedBetween(from, to), intervals, cycles, idealCycleOf, scrap: undefined }).oee
 */
export function oeeOf({ planned, intervals, cycles, ...knowledge }: OeeInput): OeeFigures {
  const tally = new OeeTally(new PlannedTime(planned));
  for (const interval of intervals) tally.addInterval(interval);
  for (const cycle of cycles) tally.addCycle(cycle);
  return tally.figures(knowledge);
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

function idealTime(
  partsByProgram: ReadonlyMap<string | null, number>,
  idealCycleOf: OeeInput['idealCycleOf'],
  why: Set<OeeReason>,
): number | null {
  let ideal = 0;
  for (const [program, parts] of partsByProgram) {
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
