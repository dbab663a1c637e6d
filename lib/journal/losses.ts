import { common, type Span } from '../calendar/shift-calendar';
import type { MachineStateName } from '../machine/machine-words';
import type { Activity } from './activity';

/** What a machine did in a time, ms since the epoch. */
export interface DoneInterval extends Span {
  readonly id: string;
  /** Of the machine. */
  readonly key: string;
  readonly name: string;
  readonly activity: Activity;
}

export interface StopSum {
  readonly count: number;
  readonly seconds: number;
}

export interface ReasonSum extends StopSum {
  readonly state: MachineStateName;
  /** The vendor's own word. */
  readonly reason: string;
}

/** An interval in which a machine did not run, with its seconds of planned time. */
export interface CostlyInterval extends DoneInterval {
  readonly seconds: number;
}

/** Where planned time went that a machine did not run in. */
export interface Losses {
  /** What people mean to do: setting up. */
  readonly planned: StopSum;
  /** All else, with micro stops. */
  readonly unplanned: StopSum;
  readonly micro: StopSum;
  /** Those that cost most, at most five. */
  readonly reasons: readonly ReasonSum[];
  readonly costliest: readonly CostlyInterval[];
}

const MOST_SHOWN = 5;
const NOTHING: StopSum = { count: 0, seconds: 0 };

/** @param microMs an unplanned stop that takes less is a micro stop */
export function lossesOf(
  planned: readonly Span[],
  intervals: readonly DoneInterval[],
  microMs: number,
): Losses {
  const stops = intervals.filter(({ activity }) => activity.state !== 'running');
  const costly = stops
    .map((interval) => ({ ...interval, seconds: secondsWithin(interval, planned) }))
    .filter(({ seconds }) => seconds > 0);
  const known = costly.filter(({ activity }) => activity.state !== 'unknown');
  const unplanned = known.filter(({ activity }) => activity.state !== 'setup');
  return {
    planned: sumOf(known.filter(({ activity }) => activity.state === 'setup')),
    unplanned: sumOf(unplanned),
    micro: sumOf(unplanned.filter(({ from, to }) => to - from < microMs)),
    reasons: costliestOf(reasonsOf(costly)),
    costliest: costliestOf(costly),
  };
}

/** Of several machines together. */
export function lossesTogether(losses: readonly Losses[]): Losses {
  const together = (key: 'planned' | 'unplanned' | 'micro') =>
    losses.map((each) => each[key]).reduce(plus, NOTHING);
  const reasons = new Map<string, ReasonSum>();
  for (const reason of losses.flatMap((each) => each.reasons)) addReason(reasons, reason);
  return {
    planned: together('planned'),
    unplanned: together('unplanned'),
    micro: together('micro'),
    reasons: costliestOf([...reasons.values()]),
    costliest: costliestOf(losses.flatMap(({ costliest }) => costliest)),
  };
}

function reasonsOf(costly: readonly CostlyInterval[]): ReasonSum[] {
  const reasons = new Map<string, ReasonSum>();
  for (const { activity, seconds } of costly) {
    const { state, reason } = activity;
    addReason(reasons, { state, reason, count: 1, seconds });
  }
  return [...reasons.values()];
}

function addReason(reasons: Map<string, ReasonSum>, { state, reason, ...sum }: ReasonSum): void {
  const key = `${state} ${reason}`;
  reasons.set(key, { state, reason, ...plus(reasons.get(key) ?? NOTHING, sum) });
}

function plus(one: StopSum, other: StopSum): StopSum {
  return { count: one.count + other.count, seconds: one.seconds + other.seconds };
}

function sumOf(stops: readonly { readonly seconds: number }[]): StopSum {
  return { count: stops.length, seconds: stops.reduce((sum, { seconds }) => sum + seconds, 0) };
}

function costliestOf<Stop extends { readonly seconds: number }>(stops: readonly Stop[]): Stop[] {
  return [...stops].sort((one, other) => other.seconds - one.seconds).slice(0, MOST_SHOWN);
}

function secondsWithin(interval: Span, planned: readonly Span[]): number {
  return planned.reduce((sum, span) => {
    const shared = common(interval, span);
    return sum + (shared === undefined ? 0 : (shared.to - shared.from) / 1_000);
  }, 0);
}
