import { GatewayRefusal } from './codes';
import type { CncStatus } from './life';
import type { SimulatedMachine } from './machine';
import { type ReadingName, readings } from './readings';

/** Where a tag points: `S1`, `G1_I2`, `TR0` (docs/platforms/bivrost.md, "Cached reads"). */
type Tag = ReadonlyMap<string, string>;

type TaskReading = (machine: SimulatedMachine, time: number, tag: Tag) => Record<string, unknown>;

/** How long a machine's states before a moment are counted for its cumulative times, in milliseconds. */
const countedMs = 3_600_000;

const timeNames = ['offTime', 'waitTime', 'emergencyTime', 'autoRunTime', 'manualTime'] as const;

export type StateTimes = Record<(typeof timeNames)[number], number>;

/** Seconds that a machine spent in each kind of state between two times in milliseconds. */
export function stateTimes({ life, offline }: SimulatedMachine, from: number, to: number): StateTimes {
  const times: StateTimes = { offTime: 0, waitTime: 0, emergencyTime: 0, autoRunTime: 0, manualTime: 0 };
  for (const { start, end, status } of life.between(from, to)) {
    const seconds = (Math.min(end, to) - Math.max(start, from)) / 1000;
    times[offline ? 'offTime' : timeNameOf(status)] += seconds;
  }
  for (const name of timeNames) {
    times[name] = Math.round(times[name]);
  }
  return times;
}

export function availabilityOf(times: StateTimes): number {
  const total = timeNames.reduce((sum, name) => sum + times[name], 0);
  return total === 0 ? 0 : Math.round((times.autoRunTime / total) * 10_000) / 100;
}

function timeNameOf(status: CncStatus): keyof StateTimes {
  if (status.startsWith('AUTO_RUN')) return 'autoRunTime';
  if (status.startsWith('WAIT')) return 'waitTime';
  if (status.startsWith('MANUAL')) return 'manualTime';
  return status === 'EMERGENCY' ? 'emergencyTime' : 'offTime';
}

function direct(name: ReadingName): TaskReading {
  return (machine, time) => readings[name](machine, machine.at(time));
}

function overload(name: 'spindleNo' | 'axisNo', letter: string): TaskReading {
  return (machine, time, tag) => {
    const number = Number(tag.get(letter) ?? 1);
    return { cumulativeTime: (machine.countAt(time) * 137 * number) % 0xffff_ffff, [name]: number };
  };
}

/** What each machine task collects, by its data class (docs/platforms/bivrost.md, "Cached reads": 1.2). */
export const machineTasks: Readonly<Record<string, TaskReading>> = {
  AlarmHistory: (machine, time) => lastAlarm(machine, time),
  AlarmLog: (machine, time) => {
    const { alarms, phase } = machine.at(time);
    return {
      ...readings.readAlarm(machine, machine.at(time)),
      alarmTime: alarms.map(() => new Date(phase.start).toISOString()),
    };
  },
  AxialOverload: overload('axisNo', 'A'),
  CNCStatus: (machine, time) => {
    const details = readings.readCNCStatusDetails(machine, machine.at(time));
    const times = stateTimes(machine, time - countedMs, time);
    return { ...details, adjustedStatus: details.cncStatus, ...times };
  },
  Count: (machine, time) => {
    const { count } = machine.at(time);
    return { count, cumulativeCount: count, currentCount: machine.life.parts(time - countedMs, time) };
  },
  CurrentToolNumber: direct('readCurrentToolNumber'),
  Cycle: (machine, time) => {
    const { phase } = machine.at(time);
    const seconds = Math.round((phase.end - phase.start) / 1000);
    return {
      lastCycleTime: seconds,
      lastTotalTime: seconds + 4,
      mainPrgmName: machine.selected,
      deltaCount: 1,
    };
  },
  EnergyConsum: direct('readEnergyConsum'),
  Feed: direct('readFeed'),
  FeedAndSpindle: direct('readFeedAndSpindle'),
  LaserPower: direct('readLaserPower'),
  Load: direct('readLoad'),
  LogHistory: (machine, time) => ({ msg: `${machine.at(time).status} ${machine.selected}` }),
  OEE: (machine, time) => {
    const times = stateTimes(machine, time - countedMs, time);
    return { availability: availabilityOf(times), ...times };
  },
  Offset: ({ tools }, _time, tag) => tools.offset(numbersOf(tag, { T: 'toolNum', O: 'offsetNum' })),
  PLC: ({ plc }, _time, tag) => {
    const [, area = 'R', start = '0'] = /^([A-Za-z]+)(\d+)$/.exec(tag.get('T') ?? 'R0') ?? [];
    const cells = plc.read({ area, start: String(Number(start)), count: 1, type: 'Int16' });
    return { ...cells, tag: `T${area}${start}` };
  },
  Position: direct('readPosition'),
  ProgramBlock: direct('readProgramBlock'),
  ProgramInfo: direct('readProgramInfo'),
  SpindleOverload: overload('spindleNo', 'S'),
  TimeData: direct('readTimeData'),
  ToolLife: (machine, time, tag) => {
    const target = numbersOf(tag, { G: 'groupNum', I: 'toolIndex', T: 'toolNum', O: 'offsetNum' });
    return machine.tools.lifeDetails(target, machine.countAt(time));
  },
};

/** Abbreviation and value joined by `_`. @throws GatewayRefusal 10017 */
export function readTag(text: string): Tag {
  const parts = text.split('_').filter((part) => part !== '');
  if (parts.some((part) => !/^[ACSTOGI]./.test(part))) {
    throw new GatewayRefusal('invalidRequest', `Invalid tag (${text})`);
  }
  return new Map(parts.map((part) => [part.slice(0, 1), part.slice(1)]));
}

function numbersOf(tag: Tag, names: Record<string, string>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([letter, name]) => {
      const value = tag.get(letter);
      return value === undefined ? [] : [[name, Number(value)]];
    }),
  );
}

function lastAlarm(machine: SimulatedMachine, time: number): Record<string, unknown> {
  const phases = [...machine.life.between(time - countedMs, time)].reverse();
  const ended = phases.find(({ alarms, end }) => alarms.length > 0 && end <= time);
  const alarm = ended?.alarms[0];
  if (!ended || !alarm) {
    throw new GatewayRefusal('taskNotReady');
  }
  const { message: alarmMsg, level: alarmLevel } = alarm;
  return { alarmLevel, alarmMsg, alarmTime: new Date(ended.start).toISOString() };
}
