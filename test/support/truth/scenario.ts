import type { Clock } from '@sinonjs/fake-timers';
import type { Span } from '../../../lib/calendar/shift-calendar';
import { MemoryJournalStore } from '../memory-journal-store';
import { type Cut, type CutKind, PlantRun } from './plant-run';
import { type TrueMachine, trueMachines } from './true-machines';

/** A part of a run in which cuts of one kind come between machines and journal; undefined: none. */
export interface Episode extends Span {
  readonly kind: CutKind | undefined;
  readonly cuts: readonly Cut[];
}

export interface Scenario {
  readonly machines: readonly TrueMachine[];
  readonly episodes: readonly Episode[];
  /** What the journal has written. */
  readonly store: MemoryJournalStore;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const KINDS: readonly (CutKind | undefined)[] = [
  ...([undefined, 'link down', 'gateway restart', 'Node-RED restart', 'Node-RED killed'] as const),
  ...(['clock ahead', 'clock behind', 'messages twice', 'messages late', 'messages out of order'] as const),
];
/** A Monday, 06:00 UTC. */
const BEGIN = Date.UTC(2026, 10, 23, 6);

/** Machines of both CNC platforms for so many hours, in which cuts of each kind come one after another, one every hour. */
export async function runScenario(clock: Clock, hours: number, machineCount: number): Promise<Scenario> {
  const lengthMs = Math.floor(hours / KINDS.length) * HOUR_MS;
  const episodes = KINDS.map((kind, index): Episode => {
    const from = BEGIN + index * lengthMs;
    return { kind, from, to: from + lengthMs, cuts: cutsOf(kind, from, lengthMs) };
  });
  const machines = trueMachines(machineCount, BEGIN - HOUR_MS);
  const store = new MemoryJournalStore();
  await new PlantRun({
    ...{ machines, clock, store, from: BEGIN, to: BEGIN + KINDS.length * lengthMs },
    cuts: episodes.flatMap(({ cuts }) => cuts),
  }).run();
  return { machines, episodes, store };
}

/** Each cut is of another length; a restart takes a minute and more. */
function cutsOf(kind: CutKind | undefined, from: number, lengthMs: number): readonly Cut[] {
  if (kind === undefined) return [];
  return Array.from({ length: lengthMs / HOUR_MS }, (_, hour) => {
    const isRestart = kind.startsWith('Node-RED');
    const length = isRestart ? 20_000 + 40_000 * (hour % 3) : 90_000 + (hour % 4) * 5 * MINUTE_MS;
    const begin = from + hour * HOUR_MS + 20 * MINUTE_MS + hour * 7_000;
    return { kind, from: begin, to: begin + length };
  });
}
