import { TimeSlice } from '../async/time-slice';
import { PlannedTime } from '../calendar/planned-time';
import type { Span } from '../calendar/shift-calendar';
import type { Day } from '../calendar/wall-time';
import { AbortedError, toShopfloorError } from '../errors';
import { isoTime } from '../machine/iso-time';
import type { MachineState } from '../machine/machine-state';
import type { OwnTimes } from '../machine/own-times';
import type { Plant, PlantMachine } from '../machine/plant';
import type { JournalQuery, JournalStore } from './journal-store';
import { type CostlyInterval, type Losses, lossesTogether } from './losses';
import type { MachineOee } from './machine-oee';
import { MachineTally } from './machine-tally';
import { type IdealCycle, type OeeFigures, oeeTogether } from './oee';
import type { OeePeriod } from './oee-periods';
import { comparedWithOwn } from './own-comparison';

/** What a report is made from. */
export interface OeeSources {
  readonly store: JournalStore;
  /** Its machines, in its order, with their ideal cycles; undefined: the machines of the journal. */
  readonly plant: Plant | undefined;
  /** What all machines together are called. */
  readonly name: string;
  /** The names of the shifts that begin on a day. */
  readonly shiftsOn?: ((day: Day) => readonly string[]) | undefined;
  /** Whether planned time comes from a calendar. */
  readonly hasCalendar: boolean;
  /** An unplanned stop that takes less, in ms, is a micro stop. */
  readonly microMs: number;
  /** Ends the report early, which then rejects. */
  readonly signal?: AbortSignal | undefined;
  /** What a machine's own platform says of the same time; undefined: nobody asked for it. */
  readonly ownTimesOf?: ((state: MachineState, span: Span) => Promise<OwnTimes | undefined>) | undefined;
}

const DAY_MS = 86_400_000;
/** Who has noted scrap in so long a time counts it: what was not noted then is good. */
const SCRAP_COUNTED_MS = 30 * DAY_MS;
/** Without a plant: machines that were heard from in so long a time. */
const HEARD_MS = 30 * DAY_MS;
/** Machines that are asked for at once. */
const AT_ONCE = 25;
/** The key of all machines together. */
export const ALL_MACHINES = '*';

interface Reported {
  readonly key: string;
  readonly name: string;
  readonly asset: PlantMachine | undefined;
}

interface Figures {
  readonly figures: OeeFigures;
  readonly losses: Losses;
  readonly scrap: number | null;
  readonly platform?: MachineOee['platform'];
}

type MachineFigures = Reported & Figures;

/**
 * The figures of each machine in a period, and of all together, which come last.
 * @param keys only these machines
 */
export async function oeeReport(
  sources: OeeSources,
  period: OeePeriod,
  keys?: readonly string[],
): Promise<MachineOee[]> {
  const machines = await machinesOf(sources, period, keys);
  const planned = new PlannedTime(period.planned);
  const rows: MachineFigures[] = [];
  for (let from = 0; from < machines.length; from += AT_ONCE) {
    if (sources.signal?.aborted) throw new AbortedError('The report was given up');
    rows.push(...(await figuresOf(sources, period, planned, machines.slice(from, from + AT_ONCE))));
  }
  const counted = rows.flatMap(({ scrap }) => scrap ?? []);
  const together = {
    figures: oeeTogether(rows.map(({ figures }) => figures)),
    losses: lossesTogether(rows.map(({ losses }) => losses)),
    scrap: counted.length === 0 ? null : counted.reduce((sum, count) => sum + count, 0),
  };
  return [
    ...rows.map((row) => ({ key: row.key, name: row.name, ...content(row, period, sources) })),
    {
      key: ALL_MACHINES,
      name: sources.name,
      machines: rows.length,
      ...content(together, period, sources),
    },
  ];
}

async function machinesOf(
  { store, plant }: OeeSources,
  { from }: OeePeriod,
  keys: readonly string[] | undefined,
): Promise<Reported[]> {
  const asked = keys && new Set(keys);
  const isAsked = (key: string): boolean => asked?.has(key) ?? true;
  if (plant)
    return plant.machines
      .filter(({ id }) => isAsked(id))
      .map((asset) => ({ key: asset.id, name: asset.name || asset.id, asset }));
  const states = await store.latest(keys);
  return states
    .filter(({ key, receivedAt }) => isAsked(key) && Date.parse(receivedAt) >= from - HEARD_MS)
    .map(({ key, name }) => ({ key, name, asset: undefined }))
    .sort((one, other) => (one.key < other.key ? -1 : 1));
}

async function figuresOf(
  sources: OeeSources,
  period: OeePeriod,
  planned: PlannedTime,
  machines: readonly Reported[],
): Promise<MachineFigures[]> {
  const { store, microMs } = sources;
  const { from, to } = period;
  const keys = machines.map(({ key }) => key);
  const tallies = await tallied(
    sources,
    period,
    new Map(machines.map(({ key, name }) => [key, new MachineTally(name, period, planned, microMs)])),
  );
  const states = sources.ownTimesOf ? await store.latest(keys) : [];
  const rows: MachineFigures[] = [];
  for (const machine of machines) {
    const tally = tallies.get(machine.key);
    if (!tally) continue;
    const { scrap } = tally;
    const idealCycleOf = await idealCycles(sources, machine, tally.oee.programs, to);
    const figures = tally.oee.figures({ idealCycleOf, scrap });
    const state = states.find((each) => each.key === machine.key);
    const span = { from, to };
    const platform =
      state && (await ownFigures(sources, state, span, figures.times.planned, tally.secondsOfAllTime));
    rows.push({
      ...{ ...machine, figures, losses: tally.losses, scrap: scrap ?? null },
      ...(platform === undefined ? {} : { platform }),
    });
  }
  return rows;
}

/** Rows are added up as they come: those of a year do not fit into the memory. */
async function tallied(
  { store, signal }: OeeSources,
  { from, to }: OeePeriod,
  tallies: ReadonlyMap<string, MachineTally>,
): Promise<ReadonlyMap<string, MachineTally>> {
  const asked: JournalQuery = { keys: [...tallies.keys()], from, to };
  const slice = new TimeSlice();
  const each = async <Row extends { readonly key: string }>(
    rows: AsyncIterable<Row>,
    add: (tally: MachineTally, row: Row) => void,
  ): Promise<void> => {
    for await (const row of rows) {
      await slice.rest();
      if (signal?.aborted) throw new AbortedError('The report was given up');
      const tally = tallies.get(row.key);
      if (tally) add(tally, row);
    }
  };
  await each(store.intervals(asked), (tally, row) => tally.addInterval(row));
  // A part belongs to the planned time at whose end it is made.
  await each(store.cycles({ ...asked, to: to + 1 }), (tally, row) => tally.oee.addCycle(row));
  const counted = { ...asked, from: Math.min(from, to - SCRAP_COUNTED_MS) };
  await each(store.scrap(counted), (tally, row) => tally.addScrap(row));
  return tallies;
}

/** Figures of the platform that cannot be had cost none of ours. */
async function ownFigures(
  { ownTimesOf }: OeeSources,
  state: MachineState,
  span: Span,
  planned: number,
  seconds: OeeFigures['times'],
): Promise<MachineOee['platform']> {
  try {
    const own = await ownTimesOf?.(state, span);
    if (own === undefined) return undefined;
    const { why, ...compared } = comparedWithOwn(span, planned, seconds, own);
    return { ...compared, why: [...why] };
  } catch (thrown) {
    return { error: toShopfloorError(thrown).message };
  }
}

/** The plant's ideal cycle of each program, else the one that was learnt. */
async function idealCycles(
  { store, plant }: OeeSources,
  { key, asset }: Reported,
  programs: Iterable<string | null>,
  before: number,
): Promise<(program: string | null) => IdealCycle | undefined> {
  const ideal = new Map<string | null, IdealCycle | undefined>();
  for (const program of programs) {
    const seconds = asset && plant?.idealCycle(asset, program ?? '');
    if (seconds !== undefined) ideal.set(program, { seconds, source: 'plant' });
    else {
      const learnt = await store.shortestCycle(key, program, before);
      ideal.set(program, learnt === undefined ? undefined : { seconds: learnt / 1_000, source: 'learnt' });
    }
  }
  return (program) => ideal.get(program);
}

function content(
  { figures, losses, scrap, platform }: Figures,
  { kind, from, to, zone, shift, day }: OeePeriod,
  { hasCalendar, shiftsOn }: OeeSources,
): Omit<MachineOee, 'key' | 'name'> {
  const shifts = day === undefined ? [] : (shiftsOn?.(day) ?? []);
  const { planned, unplanned, micro, reasons, costliest } = losses;
  return {
    period: {
      ...{ kind, from: isoTime(from), to: isoTime(to), zone },
      ...(shift === undefined ? {} : { shift }),
      ...(day === undefined ? {} : { day }),
      ...(shifts.length === 0 ? {} : { shifts: [...shifts] }),
    },
    ...figures,
    times: { ...figures.times },
    scrap,
    why: [...(hasCalendar ? [] : ['no-calendar' as const]), ...figures.why],
    stops: { planned, unplanned, micro },
    reasons: [...reasons],
    costliest: costliest.map(shownInterval),
    ...(platform === undefined ? {} : { platform }),
  };
}

function shownInterval({
  id,
  key,
  name,
  activity,
  from,
  to,
  seconds,
}: CostlyInterval): MachineOee['costliest'][number] {
  const { state, reason, program } = activity;
  return { id, key, name, state, reason, program, from: isoTime(from), to: isoTime(to), seconds };
}
