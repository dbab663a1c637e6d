import type { MachineStateName } from '../machine/machine-words';

/** From one part to the next. Times are ms since the epoch. */
export interface Cycle {
  readonly id: string;
  /** null while it is not known. */
  readonly program: string | null;
  readonly from: number;
  readonly to: number;
  /** How long the machine ran in it. */
  readonly runMs: number;
  /** The parts that it brought; 0 when the counter jumped by more than can be. */
  readonly parts: number;
  /** Whether its begin was seen, too. */
  readonly complete: boolean;
  /** The counter jumped by more than the time that the machine ran allows: it counts no parts. */
  readonly suspect?: true;
}

/**
 * Where a machine is in its program: it runs it; it stands still in the midst of it (held, an alarm); it is through with
 * it; somebody has left it (by hand, or switched the machine off); nobody knows.
 */
export type ProgramPhase = 'running' | 'held' | 'ended' | 'left' | 'unknown';

/** The phase that a machine's state means. */
export const PHASES: Readonly<Record<MachineStateName, ProgramPhase>> = {
  running: 'running',
  stopped: 'held',
  alarm: 'held',
  idle: 'ended',
  setup: 'left',
  off: 'left',
  unknown: 'unknown',
};

/** What a message says of parts. */
export interface PartsReport {
  readonly time: number;
  readonly phase: ProgramPhase;
  readonly program: string | null;
  /** The controller's counter; undefined where the platform has none, null while it is not known. */
  readonly count: number | null | undefined;
}

/** Nothing that is cut takes less time. */
const SHORTEST_CYCLE_MS = 1_000;
/** Counters begin again at such numbers: 9, 99, 999 and so on, and the greatest of 16 and 32 bits. */
const ROLLS_OVER = /^(?:9+|65535|32767|2147483647|4294967295)$/;

interface Running {
  readonly from: number;
  /** Whether its begin was seen, and the machine ever since. */
  isComplete: boolean;
  runMs: number;
  /** How long the machine ran, or may have run while nobody knew. */
  possibleMs: number;
}

/**
 * The cycles of one machine: between two steps of its counter of parts, or, where the platform has none, each time that
 * a program runs from its begin to its end.
 * @example
 * const cycles = new MachineCycles('bivrost:hall:3');
 * tell(cycles.take({ time, phase: PHASES[state], program: 'O1234', count: 17 }));
 */
export class MachineCycles {
  private before: PartsReport | undefined;
  /** The counter as it was known last, also before a time in which nobody knew it. */
  private counted: number | undefined;
  private running: Running | undefined;
  /** When the last cycle ended, and how many have ended then. */
  private ended = { at: -Infinity, count: 0 };

  /** @param key what the ids begin with */
  constructor(private readonly key: string) {}

  /** Goes on after a restart: parts that the counter gained meanwhile were made by nobody knows which program. */
  restore(counted: number | undefined, heard: number): void {
    this.counted = counted;
    this.before = { time: heard, phase: 'unknown', program: null, count: counted };
    this.running = begun(heard, false);
    this.ended = { at: heard, count: 1 };
  }

  /** The counter as it was known last, for the time after a restart. */
  get lastCount(): number | undefined {
    return this.counted;
  }

  /** Takes a report in; the cycle that it ends. One that is older than the last changes nothing. */
  take(report: PartsReport): Cycle | undefined {
    const { before } = this;
    if (before !== undefined && report.time < before.time) return undefined;
    this.before = report;
    if (before === undefined) {
      this.running = begun(report.time, false);
      this.counted = report.count ?? undefined;
      return undefined;
    }
    const passedMs = report.time - before.time;
    if (this.running) pass(this.running, before, passedMs);
    return report.count === undefined
      ? this.byProgram(before, report)
      : this.byCounter(report, before.phase === 'running' || before.phase === 'unknown' ? 0 : passedMs);
  }

  /** @param unseenMs the time since the message before, in which the machine may have run unseen */
  private byCounter(report: PartsReport, unseenMs: number): Cycle | undefined {
    if (report.phase === 'unknown' || typeof report.count !== 'number') return undefined;
    const { counted, running = begun(report.time, false) } = this;
    this.counted = report.count;
    if (counted === undefined || report.count === counted) return undefined;
    const isReset = report.count < counted && !ROLLS_OVER.test(String(counted));
    const steps = isReset ? report.count : report.count < counted ? report.count + 1 : report.count - counted;
    const isPossible = steps * SHORTEST_CYCLE_MS <= running.possibleMs + unseenMs;
    this.running = begun(report.time, !isReset);
    // A counter that is set to another number tells of no parts.
    if (isReset && (steps === 0 || !isPossible)) return undefined;
    return this.cycle(running, report.time, {
      program: report.program,
      parts: isPossible ? steps : 0,
      ...(isPossible ? {} : { suspect: true }),
    });
  }

  /** A program that was seen from its begin until it was through made a part. */
  private byProgram(before: PartsReport, report: PartsReport): Cycle | undefined {
    if (report.phase === 'unknown') {
      this.running = undefined;
      return undefined;
    }
    // A program that is not known yet, or not now, is no other one.
    const isOther = before.program !== null && report.program !== null && before.program !== report.program;
    const hasEnded = isInProgram(before) && (isOther || !isInProgram(report));
    const hasBegun = report.phase === 'running' && (isOther || !isInProgram(before));
    const { running } = this;
    if (hasEnded) this.running = undefined;
    if (hasBegun) this.running = begun(report.time, before.phase !== 'unknown');
    if (!hasEnded || running === undefined || running.runMs < SHORTEST_CYCLE_MS) return undefined;
    const isThrough = running.isComplete && before.phase === 'running' && report.phase !== 'left';
    return this.cycle(running, report.time, { program: before.program, parts: isThrough ? 1 : 0 });
  }

  private cycle(
    { from, isComplete, runMs }: Running,
    to: number,
    rest: Pick<Cycle, 'program' | 'parts' | 'suspect'>,
  ): Cycle {
    return {
      id: this.idOf(to),
      from,
      to,
      runMs,
      complete: isComplete,
      ...rest,
    };
  }

  private idOf(to: number): string {
    const count = this.ended.at === to ? this.ended.count + 1 : 1;
    this.ended = { at: to, count };
    const id = `${this.key}#${new Date(to).toISOString()}`;
    return count === 1 ? id : `${id}~${count}`;
  }
}

function begun(from: number, isComplete: boolean): Running {
  return { from, isComplete, runMs: 0, possibleMs: 0 };
}

function isInProgram({ phase }: PartsReport): boolean {
  return phase === 'running' || phase === 'held';
}

function pass(running: Running, { phase }: PartsReport, ms: number): void {
  if (phase === 'running') running.runMs += ms;
  if (phase === 'running' || phase === 'unknown') running.possibleMs += ms;
  if (phase === 'unknown') running.isComplete = false;
}
