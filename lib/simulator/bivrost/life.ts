import { createRandom, hashText } from '../random';

/** Values of `cncStatus` (docs/platforms/bivrost.md, "Direct reads"). */
export type CncStatus =
  | 'OFF'
  | 'EMERGENCY'
  | 'WAIT'
  | 'WAIT_HOLD'
  | 'WAIT_STOP'
  | 'WAIT_IDLE'
  | 'AUTO_RUN'
  | 'AUTO_RUN_REMOTE'
  | 'MANUAL'
  | 'MANUAL_EDIT'
  | 'MANUAL_MDI'
  | 'MANUAL_HANDLE'
  | 'MANUAL_JOG'
  | 'MANUAL_REF';

export interface Alarm {
  message: string;
  level: 'ERR' | 'WRN' | 'INF';
}

/** A stretch of time in which a machine stays in one state. */
export interface Phase {
  /** Number since 1970. */
  number: number;
  /** Milliseconds since 1970. */
  start: number;
  end: number;
  status: CncStatus;
  alarms: readonly Alarm[];
}

const weighted: readonly [status: CncStatus, weight: number, alarms?: readonly Alarm[]][] = [
  ['AUTO_RUN', 62],
  ['AUTO_RUN', 5, [{ message: '1012 COOLANT LEVEL LOW', level: 'WRN' }]],
  ['AUTO_RUN_REMOTE', 5],
  ['WAIT_IDLE', 8],
  ['WAIT_HOLD', 4],
  ['WAIT_STOP', 3, [{ message: '2005 门未关闭', level: 'INF' }]],
  ['MANUAL_JOG', 4],
  ['MANUAL_EDIT', 3],
  ['MANUAL_MDI', 2],
  ['MANUAL_HANDLE', 2],
  ['EMERGENCY', 2, [{ message: 'EX1001 急停按钮被按下', level: 'ERR' }]],
];

const totalWeight = weighted.reduce((sum, [, weight]) => sum + weight, 0);

/** A machine's states over all time, decided by the seed and the machine's id. */
export class Life {
  readonly #seed: number;

  constructor(
    seed: number,
    machineID: string,
    private readonly phaseMs: number,
  ) {
    this.#seed = hashText(machineID, (seed ^ 0x811c9dc5) >>> 0);
  }

  /** The phase at a time in milliseconds since 1970. */
  phaseAt(time: number): Phase {
    return this.phase(Math.floor(time / this.phaseMs));
  }

  phase(number: number): Phase {
    const start = number * this.phaseMs;
    const [status, , alarms = []] = this.#choice(number);
    return { number, start, end: start + this.phaseMs, status, alarms };
  }

  /** The phases that lie at least partly between two times. */
  *between(from: number, to: number): Generator<Phase> {
    const last = Math.ceil(to / this.phaseMs);
    for (let number = Math.floor(from / this.phaseMs); number < last; number++) {
      yield this.phase(number);
    }
  }

  /** Parts finished between two times: one at the end of each phase of automatic running. */
  parts(from: number, to: number): number {
    let parts = 0;
    for (const { status, end } of this.between(from, to)) {
      parts += status.startsWith('AUTO_RUN') && end > from && end <= to ? 1 : 0;
    }
    return parts;
  }

  #choice(number: number): (typeof weighted)[number] {
    let left = createRandom(this.#seed ^ Math.imul(number, 0x9e3779b1)).next() * totalWeight;
    const found = weighted.find(([, weight]) => {
      left -= weight;
      return left < 0;
    });
    return found ?? ['AUTO_RUN', 1];
  }
}
