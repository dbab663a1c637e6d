import { bivrostNews } from '../../../lib/bivrost/machine-news';
import type { MachineNews } from '../../../lib/machine/machine-record';
import type { MachineStateName } from '../../../lib/machine/machine-words';
import { mgmFieldNews, mgmStatusNews } from '../../../lib/mgm/machine-news';
import { Life, type Phase } from '../../../lib/simulator/bivrost/life';
import { Cycle, type Stretch, statusCodes } from '../../../lib/simulator/mgm/cycle';
import { layOutFactory, type MachineSheet } from '../../../lib/simulator/mgm/factory';

/** What a machine really did in a stretch of time. Times are ms since the epoch. */
export interface TrueStretch {
  readonly from: number;
  readonly to: number;
  readonly state: MachineStateName;
  /** A part was finished at its end. */
  readonly hasMade: boolean;
  /** Its begin could be told from what was before it. */
  readonly hasBegin: boolean;
}

/** A machine of a simulator, of which it is known what it does, and what its platform tells of it. */
export interface TrueMachine {
  readonly id: string;
  readonly platform: 'mgm' | 'bivrost';
  /** Whether the platform has a counter of parts, so that none is missed. */
  readonly hasCounter: boolean;
  stretches(from: number, to: number): readonly TrueStretch[];
  /**
   * What the platform tells now: all of it when it is reached anew, else what is new.
   * @param now by the platform's clock
   * @param receivedAt by the clock of the computer that asks
   */
  news(now: number, receivedAt: number, isAnew: boolean): readonly MachineNews[];
}

const SECOND_MS = 1_000;
/** A platform that has nothing new to tell is heard all the same. */
const ALIVE_MS = 5_000;

/** MGM's statuses, as docs/platforms/mgm.md, "In the words of every machine" has them. */
const MGM_STATES: readonly MachineStateName[] = ['idle', 'running', 'off', 'unknown', 'alarm', 'unknown'];

/** The beginnings of a gateway's statuses, as docs/platforms/bivrost.md, "In the words of every machine" has them. */
const BIVROST_STATES: readonly (readonly [string, MachineStateName])[] = [
  ['AUTO_RUN', 'running'],
  ['WAIT_IDLE', 'idle'],
  ['WAIT_', 'stopped'],
  ['MANUAL', 'setup'],
  ['EMERGENCY', 'alarm'],
];

/** A machine of the cloud, which tells what changes, and since when. */
export class TrueMgmMachine implements TrueMachine {
  readonly platform = 'mgm';
  readonly hasCounter = false;
  readonly id: string;
  private readonly cycle: Cycle;
  private readonly told: Cycle;
  private last: Stretch | undefined;

  constructor(
    sheet: MachineSheet,
    private readonly begin: number,
    seed = 1,
  ) {
    this.id = sheet.id;
    this.cycle = new Cycle(seed, sheet);
    this.told = new Cycle(seed, sheet);
  }

  /** Those of one status and program are one: the machine shows nothing between them. */
  stretches(from: number, to: number): readonly TrueStretch[] {
    const parts: Stretch[] = [];
    for (let tick = this.tickAt(from); tick < this.tickAt(to); ) {
      const stretch = this.cycle.at(tick);
      const before = parts.at(-1);
      if (before?.status === stretch.status && before.program.name === stretch.program.name)
        parts[parts.length - 1] = { ...before, length: stretch.start + stretch.length - before.start };
      else parts.push(stretch);
      tick = stretch.start + stretch.length;
    }
    return parts.map(({ start, length, status, program }, index) => {
      const [before, next] = [parts[index - 1], parts[index + 1]?.status];
      const wasKnown = before !== undefined && MGM_STATES[before.status] !== 'unknown';
      const isThrough = next === statusCodes.stopped || next === statusCodes.machining;
      return {
        from: this.timeOf(start),
        to: this.timeOf(start + length),
        state: MGM_STATES[status] ?? 'unknown',
        hasMade: status === statusCodes.machining && isThrough,
        hasBegin: wasKnown || (before !== undefined && before.program.name !== program.name),
      };
    });
  }

  news(now: number, receivedAt: number, isAnew: boolean): readonly MachineNews[] {
    const stretch = this.told.at(this.tickAt(now));
    const before = isAnew ? undefined : this.last;
    this.last = stretch;
    const news: MachineNews[] = [];
    if (before?.status !== stretch.status) news.push(this.status(stretch, receivedAt));
    if (before?.program.name !== stretch.program.name)
      news.push(mgmFieldNews({ program: stretch.program.name }, receivedAt));
    const isDue = now % ALIVE_MS < SECOND_MS;
    if (news.length > 0 || !isDue) return news;
    return stretch.status === statusCodes.machining
      ? [mgmFieldNews({ line: String(this.tickAt(now)) }, receivedAt)]
      : [{ time: receivedAt, receivedAt }];
  }

  private status({ status, start, alarm }: Stretch, receivedAt: number): MachineNews {
    const told = new Date(this.timeOf(start)).toISOString();
    const fields = alarm && {
      code: alarm.alarm_code,
      info: alarm.alarm_info,
      level: alarm.alarm_level,
      type: alarm.alarm_type,
    };
    return mgmStatusNews(
      {
        machineId: this.id,
        status,
        statusName: String(status),
        statusTime: told,
        ...(fields ? { alarm: fields } : {}),
      } as Parameters<typeof mgmStatusNews>[0],
      receivedAt,
    );
  }

  private tickAt(time: number): number {
    return Math.floor((time - this.begin) / SECOND_MS);
  }

  private timeOf(tick: number): number {
    return this.begin + tick * SECOND_MS;
  }
}

/** A machine of a gateway, which is asked every second, and counts parts. */
export class TrueBivrostMachine implements TrueMachine {
  readonly platform = 'bivrost';
  readonly hasCounter = true;
  private readonly life: Life;
  private counted: { until: number; count: number };
  private last: Phase | undefined;

  constructor(
    readonly id: string,
    begin: number,
    phaseMs: number,
    seed = 1,
  ) {
    this.life = new Life(seed, id, phaseMs);
    this.counted = { until: begin, count: 1_000 };
  }

  stretches(from: number, to: number): readonly TrueStretch[] {
    return [...this.life.between(from, to)].map(({ start, end, status }) => ({
      from: start,
      to: end,
      state: stateOf(status),
      hasMade: status.startsWith('AUTO_RUN'),
      hasBegin: true,
    }));
  }

  news(now: number, receivedAt: number, isAnew: boolean): readonly MachineNews[] {
    const phase = this.life.phaseAt(now);
    const isSame = !isAnew && this.last?.number === phase.number;
    this.last = phase;
    if (isSame) return now % ALIVE_MS < SECOND_MS ? [{ time: receivedAt, receivedAt }] : [];
    const { until, count } = this.counted;
    this.counted = { until: now, count: count + this.life.parts(until, now) };
    const levels = phase.alarms.map(({ level }) => level);
    const all = {
      cncStatus: phase.status,
      alarmStatus: levels.length > 0 ? 'ALARM' : 'NO_ALARM',
      alarmMsg: phase.alarms.map(({ message }) => message),
      alarmLevels: levels,
      mainPrgmName: 'O1234',
      count: this.counted.count,
    };
    return [bivrostNews({ changes: {}, all, time: receivedAt })];
  }
}

function stateOf(status: string): MachineStateName {
  return BIVROST_STATES.find(([beginning]) => status.startsWith(beginning))?.[1] ?? 'unknown';
}

/** So many machines, half of them of each platform. */
export function trueMachines(count: number, begin: number, seed = 1): readonly TrueMachine[] {
  const half = Math.ceil(count / 2);
  return [
    ...layOutFactory(half)
      .slice(0, half)
      .map((sheet) => new TrueMgmMachine(sheet, begin, seed)),
    ...Array.from(
      { length: count - half },
      (_, index) => new TrueBivrostMachine(`1${index}`, begin, 83_700 + 1_300 * index, seed),
    ),
  ];
}
