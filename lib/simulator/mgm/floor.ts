import { Cycle, statusCodes } from './cycle';
import type { MachineSheet } from './factory';
import { fieldsAt, type MachineFields } from './motion';
import type { Alarm } from './programs';

/** What a machine shows at a moment. */
export interface MachineState {
  status: number;
  /** When the status began, in milliseconds since 1970. */
  statusTime: number;
  alarm: Alarm | undefined;
  fields: MachineFields;
}

/** What has changed since the machine was last looked at. */
export interface MachineChange {
  status: boolean;
  fields: MachineFields;
}

/** The share of a tick by which machines are out of step with each other, so that they do not all report at once. */
const phases = 10;

/** One machine, alive. */
export class LiveMachine {
  state: MachineState;
  readonly #cycle: Cycle;
  readonly #ticks: TickClock;
  #tick = -1;
  #forced: { status: number; alarm: Alarm | undefined; since: number } | undefined;

  constructor(
    readonly sheet: MachineSheet,
    seed: number,
    ticks: TickClock,
  ) {
    this.#cycle = new Cycle(seed, sheet);
    this.#ticks = ticks;
    this.state = { status: statusCodes.offline, statusTime: 0, alarm: undefined, fields: {} };
    this.advance();
  }

  /** Offline (2) and with its box disconnected (5) a machine sends no data and takes no files. */
  get connected(): boolean {
    return this.state.status !== statusCodes.offline && this.state.status !== statusCodes.boxDisconnected;
  }

  /** Brings the state to the present tick; undefined when that is the one it was at. */
  advance(): MachineChange | undefined {
    const tick = this.#ticks.at(this.sheet.index);
    if (tick === this.#tick) {
      return undefined;
    }
    this.#tick = tick;
    return this.#update();
  }

  /** Forces a status until it is given free with `undefined`. */
  force(status: number | undefined, alarm: Alarm | undefined, now: number): MachineChange {
    this.#forced = status === undefined ? undefined : { status, alarm, since: now };
    return this.#update();
  }

  /** Overwrites fields until the machine's own life changes them. */
  overwrite(fields: MachineFields): void {
    this.state = { ...this.state, fields: { ...this.state.fields, ...fields } };
  }

  #update(): MachineChange {
    const stretch = this.#cycle.at(this.#tick);
    const before = this.state;
    const now = this.#forced
      ? { status: this.#forced.status, statusTime: this.#forced.since, alarm: this.#forced.alarm }
      : { status: stretch.status, statusTime: this.#ticks.timeOf(stretch.start), alarm: stretch.alarm };
    this.state = { ...now, fields: before.fields };
    const status = now.status !== before.status || now.alarm?.alarm_code !== before.alarm?.alarm_code;
    if (!this.sheet.configured || !this.connected || (this.#forced && now.status !== statusCodes.machining)) {
      return { status, fields: {} };
    }
    const fields = fieldsAt(this.sheet, this.#cycle, stretch, this.#tick);
    this.state.fields = { ...before.fields, ...fields };
    return { status, fields: differences(before.fields, fields) };
  }
}

/** Counts the ticks of the machines' lives from the clock, so that machines that nobody follows cost nothing. */
export class TickClock {
  /** The tick that was reached at `#startTime`. */
  #start = 0;
  #startTime: number;

  constructor(
    private readonly now: () => number,
    private interval: number,
  ) {
    this.#startTime = now();
  }

  get intervalMs(): number {
    return this.interval;
  }

  /** Changes the length of a tick; ticks that have passed stay passed. */
  set intervalMs(milliseconds: number) {
    this.#start = this.#elapsed();
    this.#startTime = this.now();
    this.interval = milliseconds;
  }

  /** The tick in which the machine with this index is. */
  at(index: number): number {
    return Math.floor(this.#elapsed() + (index % phases) / phases);
  }

  /** When a tick was or will be, in milliseconds since 1970. */
  timeOf(tick: number): number {
    return Math.round(this.#startTime + (tick - this.#start) * this.interval);
  }

  #elapsed(): number {
    return this.#start + (this.now() - this.#startTime) / this.interval;
  }
}

function differences(before: MachineFields, after: MachineFields): MachineFields {
  const changed: MachineFields = {};
  for (const [name, value] of Object.entries(after)) {
    if (before[name] !== value) {
      changed[name] = value;
    }
  }
  return changed;
}
