import { uptime } from 'node:os';

/** Where a steady clock takes its time from, all in ms. */
export interface TimeSources {
  /** A clock that nobody sets, but that stops while the computer sleeps. */
  running(): number;
  /** The computer's clock, which may be set. */
  wall(): number;
  /** Time since the computer was started, sleep included. */
  sinceBoot(): number;
}

/** After a jump of the wall clock of at least this length the clock checks whether the computer slept. */
const JUMP_MS = 1_000;

const COMPUTER: TimeSources = {
  running: () => performance.now(),
  wall: () => Date.now(),
  sinceBoot: () => uptime() * 1000,
};

/**
 * A clock that nobody can set: an hour is an hour, also when the computer's clock is changed, and time that the
 * computer slept counts. It gives ms since the epoch, by the computer's clock when this clock began.
 */
export class SteadyClock {
  private readonly start: number;
  /** The difference at the start between the sources that count sleep and those that do not. */
  private readonly offset: number;
  private lastDifference: number;
  private sleptMs = 0;

  constructor(private readonly sources: TimeSources = COMPUTER) {
    const running = sources.running();
    this.lastDifference = sources.wall() - running;
    this.start = this.lastDifference;
    this.offset = sources.sinceBoot() - running;
  }

  now(): number {
    const running = this.sources.running();
    const difference = this.sources.wall() - running;
    if (Math.abs(difference - this.lastDifference) >= JUMP_MS) {
      this.lastDifference = difference;
      const sleptMs = this.sources.sinceBoot() - running - this.offset;
      if (sleptMs - this.sleptMs >= JUMP_MS) this.sleptMs = sleptMs;
    }
    return Math.round(this.start + running + this.sleptMs);
  }
}

const clock = new SteadyClock();

/** Now, by the steady clock of this process. */
export function steadyTime(): number {
  return clock.now();
}

/** A steady time as the computer's clock shows it at present, for people. */
export function wallTime(steady: number): number {
  return Date.now() + steady - steadyTime();
}
