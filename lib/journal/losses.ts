import type { PlannedTime } from '../calendar/planned-time';
import type { Span } from '../calendar/shift-calendar';
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
/** Different reasons of one machine that are added up; a machine has some dozen. */
const MOST_REASONS = 2_000;
const NOTHING: StopSum = { count: 0, seconds: 0 };

/** Adds up the losses of a machine, whose intervals may be too many to be kept. */
export class LossTally {
  private planned = NOTHING;
  private unplanned = NOTHING;
  private micro = NOTHING;
  private reasons = new Map<string, ReasonSum>();
  private costliest: readonly CostlyInterval[] = [];

  constructor(
    private readonly time: PlannedTime,
    /** An unplanned stop that takes less is a micro stop. */
    private readonly microMs: number,
  ) {}

  add(interval: DoneInterval): void {
    const { state, reason } = interval.activity;
    const seconds = state === 'running' ? 0 : this.time.within(interval) / 1_000;
    if (seconds === 0) return;
    const stop = { count: 1, seconds };
    addReason(this.reasons, { state, reason, ...stop });
    if (this.reasons.size > MOST_REASONS) this.forgetCheapest();
    if (this.costliest.length < MOST_SHOWN || seconds > (this.costliest.at(-1)?.seconds ?? 0))
      this.costliest = costliestOf([...this.costliest, { ...interval, seconds }]);
    if (state === 'unknown') return;
    if (state === 'setup') {
      this.planned = plus(this.planned, stop);
      return;
    }
    this.unplanned = plus(this.unplanned, stop);
    if (interval.to - interval.from < this.microMs) this.micro = plus(this.micro, stop);
  }

  get losses(): Losses {
    const { planned, unplanned, micro, costliest } = this;
    return { planned, unplanned, micro, reasons: costliestOf([...this.reasons.values()]), costliest };
  }

  private forgetCheapest(): void {
    const costly = [...this.reasons].sort(([, one], [, other]) => other.seconds - one.seconds);
    this.reasons = new Map(costly.slice(0, MOST_REASONS / 2));
  }
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

function addReason(reasons: Map<string, ReasonSum>, { state, reason, ...sum }: ReasonSum): void {
  const key = `${state} ${reason}`;
  reasons.set(key, { state, reason, ...plus(reasons.get(key) ?? NOTHING, sum) });
}

function plus(one: StopSum, other: StopSum): StopSum {
  return { count: one.count + other.count, seconds: one.seconds + other.seconds };
}

function costliestOf<Stop extends { readonly seconds: number }>(stops: readonly Stop[]): Stop[] {
  return [...stops].sort((one, other) => other.seconds - one.seconds).slice(0, MOST_SHOWN);
}
