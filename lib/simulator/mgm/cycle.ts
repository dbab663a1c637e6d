import { createRandom, hashText, type Random } from '../random';
import type { MachineSheet } from './factory';
import { type Alarm, alarms, type Program, programs } from './programs';

/** Statuses (docs/platforms/mgm.md, "Live data"). */
export const statusCodes = {
  stopped: 0,
  machining: 1,
  offline: 2,
  deploy: 3,
  alarm: 4,
  boxDisconnected: 5,
} as const;

/** A stretch of a machine's life in which its status stays the same; times in ticks. */
export interface Stretch {
  status: number;
  start: number;
  length: number;
  program: Program;
  /** Percent, as the operator has set them. */
  feedOverride: number;
  spindleOverride: number;
  alarm?: Alarm;
  /** How far the program had come when it was interrupted; undefined when it was not. */
  interruptedAt?: number;
}

/** Lives are planned in chapters, so that any moment can be looked at without living through all before it. */
const chapterLength = 900;

/** What happens to one machine and when: the same for the same seed and machine. */
export class Cycle {
  readonly #seed: number;
  #chapter = { number: -1, stretches: [] as Stretch[] };

  constructor(
    seed: number,
    private readonly machine: MachineSheet,
  ) {
    this.#seed = hashText(machine.id, seed >>> 0);
  }

  /** The stretch in which this tick lies. */
  at(tick: number): Stretch {
    const number = Math.floor(tick / chapterLength);
    if (this.#chapter.number !== number) {
      this.#chapter = { number, stretches: this.#plan(number) };
    }
    const { stretches } = this.#chapter;
    return stretches.find(({ start, length }) => tick < start + length) ?? (stretches.at(-1) as Stretch);
  }

  /** A number from -1 to 1 that belongs to this machine, this tick and this name. */
  noise(tick: number, name: string): number {
    return hashText(name, (this.#seed ^ Math.imul(tick + 1, 0x9e3779b1)) >>> 0) / 0x8000_0000 - 1;
  }

  #plan(chapter: number): Stretch[] {
    const random = createRandom(this.#seed).fork(`chapter ${chapter}`);
    const stretches: Stretch[] = [];
    let at = chapter * chapterLength;
    const end = at + chapterLength;
    let program = random.pick(programs);
    while (at < end) {
      const next = this.#nextStretches(random, program);
      for (const stretch of next) {
        const length = Math.min(stretch.length, end - at);
        if (length > 0) {
          stretches.push({ ...stretch, start: at, length });
          at += length;
        }
      }
      program = random.chance(0.25) ? random.pick(programs) : program;
    }
    return stretches;
  }

  /** One part: machining it, perhaps an incident, and the pause in which it is changed. */
  #nextStretches(random: Random, program: Program): Stretch[] {
    const base = {
      start: 0,
      program,
      feedOverride: random.pick([100, 100, 100, 80, 120, 50]),
      spindleOverride: random.pick([100, 100, 100, 90, 110]),
    };
    if (!this.machine.configured) {
      return [{ ...base, status: statusCodes.boxDisconnected, length: chapterLength }];
    }
    const length = random.integer(20, 40) * program.operations.length;
    const machining = { ...base, status: statusCodes.machining, length };
    const pause = { ...base, status: statusCodes.stopped, length: random.integer(6, 18) };
    if (random.chance(0.15)) {
      const interruptedAt = random.integer(5, length - 5);
      const alarm = random.pick(alarms);
      return [
        { ...machining, length: interruptedAt },
        { ...base, status: statusCodes.alarm, length: random.integer(8, 20), alarm, interruptedAt },
        pause,
      ];
    }
    if (random.chance(0.1)) {
      return [machining, pause, { ...base, status: statusCodes.deploy, length: random.integer(8, 15) }];
    }
    return this.#isSteady() || random.chance(0.85)
      ? [machining, pause]
      : [machining, this.#absence(random, base), pause];
  }

  #absence(random: Random, base: Omit<Stretch, 'status' | 'length'>): Stretch {
    const status = random.chance(0.7) ? statusCodes.boxDisconnected : statusCodes.offline;
    return { ...base, status, length: random.integer(10, 25) };
  }

  /** Every third machine, the first among them, never leaves: something to send files to at any time. */
  #isSteady(): boolean {
    return this.machine.index % 3 === 0;
  }
}
