import { createRandom, hashText, type Random } from '../random';
import { FileStore } from './file-store';
import type { MachineSheet } from './fleet';
import { type Alarm, type CncStatus, Life, type Phase } from './life';
import { PlcMemory } from './plc';
import { ToolMagazine } from './tools';

/** What a test decides about a machine instead of the machine's own life. */
export interface ForcedState {
  status?: CncStatus;
  alarms?: readonly Alarm[];
  count?: number;
}

/** A machine as it is at one moment. */
export interface MachineSnapshot {
  /** Milliseconds since 1970. */
  time: number;
  phase: Phase;
  status: CncStatus;
  alarms: readonly Alarm[];
  count: number;
  /** Part of the phase that has gone by, 0 to 1. */
  progress: number;
  running: boolean;
  /** A series that is the same for the same machine and half second. */
  noise: Random;
}

const noiseMs = 500;

/** Forced states beyond this number are forgotten, oldest first. */
const keptForced = 32;

/** A machine that the gateway is connected to. */
export class SimulatedMachine {
  offline = false;
  readonly life: Life;
  readonly files: FileStore;
  readonly tools: ToolMagazine;
  readonly plc: PlcMemory;
  /** The main program's name. */
  selected: string;
  readonly #seed: number;
  readonly #bornAt: number;
  readonly #countAtBirth: number;
  readonly #forced: { since: number; state: ForcedState }[] = [];
  #partsKnown: { until: number; parts: number };

  constructor(
    readonly sheet: MachineSheet,
    settings: { seed: number; phaseMs: number; now: number },
  ) {
    this.#seed = hashText(sheet.machineID, settings.seed);
    this.life = new Life(settings.seed, sheet.machineID, settings.phaseMs);
    this.#bornAt = settings.now;
    this.#countAtBirth = createRandom(this.#seed).integer(200, 20_000);
    this.#partsKnown = { until: settings.now, parts: 0 };
    this.files = new FileStore(sheet);
    this.tools = new ToolMagazine(this.#seed);
    this.plc = new PlcMemory(this.#seed);
    this.selected = this.files.nameOf(sheet.programs[0]);
  }

  /**
   * Makes a program the main one; a Mock machine says yes and changes nothing (docs/platforms/bivrost.md, "Files":
   * 2.6.14).
   */
  select(fileName: string): void {
    if (this.sheet.system !== 'Mock') {
      this.selected = this.files.nameOf(fileName);
    }
  }

  /** Protects the programs with these numbers from changes, or gives them free. */
  lock(from: number, to: number, isLocked: boolean): void {
    for (const { directory } of this.files.walk('')) {
      for (const [name, file] of directory.files) {
        const number = Number(/^O(\d+)$/.exec(name)?.[1]);
        if (number >= from && number <= to) {
          file.writeProtected = isLocked;
        }
      }
    }
  }

  /** Decides the machine's state from `now` on; `undefined` gives it back to its own life. */
  force(state: ForcedState | undefined, now: number): void {
    this.#forced.push({ since: now, state: state ?? {} });
    if (this.#forced.length > keptForced) {
      this.#forced.shift();
    }
  }

  /** The machine at a moment, of the past too: what a task saw that ran then. */
  at(time: number): MachineSnapshot {
    const forced = this.#forced.findLast(({ since }) => since <= time)?.state ?? {};
    const phase = this.life.phaseAt(time);
    const status = forced.status ?? phase.status;
    return {
      time,
      phase,
      status,
      alarms: forced.alarms ?? (forced.status === undefined ? phase.alarms : []),
      count: forced.count ?? this.countAt(time),
      progress: (time - phase.start) / (phase.end - phase.start),
      running: status.startsWith('AUTO_RUN'),
      noise: createRandom(this.#seed ^ Math.imul(Math.floor(time / noiseMs), 0x85ebca6b)),
    };
  }

  /** The part counter of the controller. */
  countAt(time: number): number {
    const known = this.#partsKnown;
    if (time < this.#bornAt) {
      return Math.max(0, this.#countAtBirth - this.life.parts(time, this.#bornAt));
    }
    if (time < known.until) {
      return this.#countAtBirth + this.life.parts(this.#bornAt, time);
    }
    this.#partsKnown = { until: time, parts: known.parts + this.life.parts(known.until, time) };
    return this.#countAtBirth + this.#partsKnown.parts;
  }
}
