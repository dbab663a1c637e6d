import { type Failure, invalid } from './users';

export interface CachedHabits {
  /** Keys of entries as an older firmware spelt them. */
  olderSpelling?: boolean;
  /** A firmware that does not know this data class, and how it says so. */
  unknownClass?: { type: string; code: 10017 | 101 };
  /** Data classes whose automatic task is off. */
  tasksOff?: readonly string[];
  /** Fields that the controller does not give are null. */
  nullFields?: boolean;
}

export const machines = ['1010', '1011', '2118'] as const;
export const cachedTime = '2026-11-27T08:30:00.123Z';

const unreachedMachine: Failure = { status: 502, errorCode: 3, errorMsg: '机台关闭或离线' };
const unknownMachine: Failure = { status: 400, errorCode: 10003, errorMsg: 'machineID 不存在' };

/** What the automatic tasks have read last (docs/platforms/bivrost.md, "Cached reads"). */
export class CachedReads {
  /** What a class's cache holds, by class. */
  readonly data: Record<string, Record<string, unknown>> = {
    CNCStatus: {
      cncStatus: 'AUTO_RUN',
      alarmStatus: 'NO_ALARM',
      mode: 'MEM',
      programStatus: 'START',
      emergencyStatus: 'NOT_EMG',
      adjustedStatus: 'AUTO_RUN',
      offTime: 12,
      waitTime: 340,
      emergencyTime: 0,
      autoRunTime: 5_600,
      manualTime: 78,
    },
    Count: { count: 41, cumulativeCount: 12_345, currentCount: 41 },
    CurrentToolNumber: { toolNumber: '007', toolOffsetNum: '1E2' },
    ProgramInfo: { mainPrgmName: 'O10', runningPrgName: 'O0010', programSeqNum: 'N120' },
    FeedAndSpindle: {
      overSpindle: 100,
      actSpindle: 8000,
      cmdSpindle: 8000,
      overFeed: 80,
      actFeed: 1200.5,
      overRapid: 50,
    },
    Load: { spindleLoad: [12.5], axialLoad: [1.5, 2.25, 3] },
    Position: {
      axisName: ['X', 'Y', 'Z'],
      unit: ['mm', 'mm', 'mm'],
      mach: [1.125, -2.5, 300],
      abs: [1, 2, 3],
    },
    AlarmLog: { alarmMsg: [], alarmLevel: [] },
  };

  /** Machines that the gateway does not reach. */
  readonly unreached = new Set<unknown>();

  constructor(private readonly habits: CachedHabits) {}

  /** One entry of an answer: the data or an error in its place. */
  entry(asked: Record<string, unknown>): Failure | Record<string, unknown> {
    const { machineID, type, tag } = asked;
    if (typeof machineID !== 'string' || typeof type !== 'string') return invalid('machineID, type');
    if (!isMachine(machineID)) return unknownMachine;
    const { unknownClass, tasksOff, olderSpelling } = this.habits;
    if (unknownClass?.type === type) {
      return { status: 400, errorCode: unknownClass.code, errorMsg: 'Not supported' };
    }
    const held = this.data[type];
    if (held === undefined || tasksOff?.includes(type)) {
      return { status: 503, errorCode: 1303, errorMsg: 'Task not ready' };
    }
    const head = olderSpelling
      ? { MachineID: machineID, Type: type, ...(tag === undefined ? {} : { Tag: tag }) }
      : { machineID, type, ...(tag === undefined ? {} : { tag }) };
    return { ...head, ...this.#worded(held), time: cachedTime };
  }

  /** The connection of a machine, as `batchReadErrors` tells it. */
  connection(asked: Record<string, unknown>): Failure {
    if (!isMachine(asked['machineID'])) return unknownMachine;
    if (this.unreached.has(asked['machineID'])) return unreachedMachine;
    return { status: 200, errorCode: 0, errorMsg: 'Success' };
  }

  #worded(held: Record<string, unknown>): Record<string, unknown> {
    return this.habits.nullFields ? { ...held, alarmLevel: null, dryRunStatus: null } : held;
  }
}

export function isMachine(id: unknown): boolean {
  return machines.some((machine) => machine === id);
}

export { unknownMachine };
