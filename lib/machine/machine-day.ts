import { isPlainObject } from '../json/json-values';
import { MACHINE_STATES, type MachineStateName } from './machine-words';

/** What a machine did from a time on, ms since the epoch. */
export interface DayStretch {
  readonly state: MachineStateName;
  readonly from: number;
}

/** A day of one machine as it is kept while nobody watches: plain data. */
export interface KeptDay {
  readonly strip: readonly DayStretch[];
  readonly seconds: Readonly<Record<MachineStateName, number>>;
  readonly parts: number | null;
  readonly count: number | null;
}

/** A strip on a screen has no room for more; what is shortest joins the stretch before it. */
const MOST_STRETCHES = 120;

/**
 * What one machine has done since the day began: its states one after the other, how long it was in each, and its parts.
 * The sums stay exact when the strip has to leave out what is short.
 */
export class MachineDay {
  private stretches: DayStretch[];
  /** Ms in each state, without the stretch that goes on. */
  private readonly sums: Record<MachineStateName, number>;

  private constructor(
    stretches: readonly DayStretch[],
    sums: Readonly<Record<MachineStateName, number>>,
    private made: number | null = null,
    /** What the machine's counter last said. */
    private count: number | null = null,
  ) {
    this.stretches = [...stretches];
    this.sums = { ...sums };
  }

  /** Of a machine that is heard for the first time: a state that began earlier counts from the day's begin. */
  static begin(state: MachineStateName, since: number, dayFrom: number, now: number): MachineDay {
    return new MachineDay([{ state, from: within(since, dayFrom, now) }], noTime());
  }

  /** Goes on with a day that was kept; from `keptAt` on nobody knows what the machine did. */
  static resume({ strip, seconds, parts, count }: KeptDay, keptAt: number): MachineDay {
    const sums = noTime();
    for (const state of MACHINE_STATES) sums[state] = seconds[state] * 1000;
    const day = new MachineDay(strip, sums, parts, count);
    day.enter('unknown', keptAt, keptAt);
    return day;
  }

  /** The stretches in order; the last goes on. */
  get strip(): readonly DayStretch[] {
    return this.stretches;
  }

  /** Seconds in each state, without the stretch that goes on. */
  get seconds(): Record<MachineStateName, number> {
    const seconds = noTime();
    for (const state of MACHINE_STATES) seconds[state] = this.sums[state] / 1000;
    return seconds;
  }

  /** Parts made; null where nothing counts them. */
  get parts(): number | null {
    return this.made;
  }

  /** The state holds, since a time by the source's word; true where that is news. */
  enter(state: MachineStateName, since: number, now: number): boolean {
    const last = this.stretches.at(-1);
    if (!last || last.state === state) return false;
    const from = within(since, last.from, now);
    this.stretches.pop();
    if (from > last.from) {
      this.stretches.push(last);
      this.sums[last.state] += from - last.from;
    }
    this.stretches.push({ state, from });
    this.leaveOutShortest();
    return true;
  }

  /** The counter's value. One that went down was reset, which makes no part; true where there are more parts. */
  countParts(count: number): boolean {
    const more = this.count === null ? 0 : Math.max(0, count - this.count);
    const isFirst = this.made === null;
    this.count = count;
    this.made = (this.made ?? 0) + more;
    return isFirst || more > 0;
  }

  /** Another day begins: only what goes on is taken over. */
  beginAnew(dayFrom: number): void {
    const [last] = this.stretches.slice(-1);
    this.stretches = last ? [{ state: last.state, from: Math.max(last.from, dayFrom) }] : [];
    Object.assign(this.sums, noTime());
    this.made = this.made === null ? null : 0;
  }

  keep(): KeptDay {
    return { strip: [...this.stretches], seconds: this.seconds, parts: this.made, count: this.count };
  }

  private leaveOutShortest(): void {
    if (this.stretches.length <= MOST_STRETCHES) return;
    const lengthAt = (at: number) => (this.stretches[at + 1]?.from ?? 0) - (this.stretches[at]?.from ?? 0);
    let shortest = 1;
    for (let at = 2; at < this.stretches.length - 1; at++)
      if (lengthAt(at) < lengthAt(shortest)) shortest = at;
    this.stretches.splice(shortest, 1);
  }
}

/** Whether `keep` has made it. */
export function isKeptDay(value: unknown): value is KeptDay {
  if (!isPlainObject(value) || !isPlainObject(value['seconds']) || !Array.isArray(value['strip']))
    return false;
  const { seconds, strip, parts, count } = value;
  const states: readonly unknown[] = MACHINE_STATES;
  return (
    MACHINE_STATES.every((state) => Number.isFinite(seconds[state])) &&
    [parts, count].every((number) => number === null || Number.isFinite(number)) &&
    strip.length > 0 &&
    strip.every(
      (each) => isPlainObject(each) && states.includes(each['state']) && Number.isFinite(each['from']),
    )
  );
}

function noTime(): Record<MachineStateName, number> {
  return { running: 0, idle: 0, stopped: 0, setup: 0, alarm: 0, off: 0, unknown: 0 };
}

function within(time: number, least: number, most: number): number {
  return Math.min(Math.max(time, least), Math.max(least, most));
}
