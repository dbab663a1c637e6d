import type {
  JournalBatch,
  StoredAlarm,
  StoredCycle,
  StoredInterval,
  StoredMachine,
  StoredScrap,
} from '../../../lib/journal/journal-store';

/** A Friday, 08:00 UTC. */
export const MORNING = Date.UTC(2026, 10, 27, 8);
export const MINUTE = 60_000;

export const KEY = 'mgm:plant:1';

/** A batch with what is given, and nothing else. */
export function batchOf(parts: Partial<JournalBatch>): JournalBatch {
  return { machines: [], intervals: [], alarms: [], cycles: [], scrap: [], ...parts };
}

export function machineOf(changes: Partial<StoredMachine> = {}): StoredMachine {
  const { key = KEY, name = 'Lathe 1' } = changes;
  const heard = changes.heard ?? MORNING;
  return {
    key,
    name,
    state: { key, name, time: new Date(heard).toISOString() } as StoredMachine['state'],
    heard,
    counted: 17,
    epoch: 0,
    ...changes,
  };
}

/** An interval that begins so many minutes after the morning's begin. */
export function intervalOf(
  from: number,
  to: number | undefined,
  changes: Partial<StoredInterval> = {},
): StoredInterval {
  const { key = KEY } = changes;
  const begin = MORNING + from * MINUTE;
  return {
    id: `${key}@${new Date(begin).toISOString()}`,
    key,
    name: 'Lathe 1',
    activity: { state: 'running', reason: 'START', execution: 'ACTIVE', program: 'O1234' },
    source: 'observed',
    from: begin,
    to: to === undefined ? undefined : MORNING + to * MINUTE,
    revision: 0,
    parts: 0,
    ...changes,
  };
}

export function alarmOf(
  from: number,
  to: number | undefined,
  changes: Partial<StoredAlarm> = {},
): StoredAlarm {
  const { key = KEY, conditionId = '1001' } = changes;
  const begin = MORNING + from * MINUTE;
  return {
    id: `${key}!${conditionId}@${new Date(begin).toISOString()}`,
    key,
    name: 'Lathe 1',
    conditionId,
    level: 'fault',
    code: '1001',
    text: '主轴过载',
    from: begin,
    to: to === undefined ? undefined : MORNING + to * MINUTE,
    count: 1,
    ...changes,
  };
}

export function cycleOf(from: number, to: number, changes: Partial<StoredCycle> = {}): StoredCycle {
  const { key = KEY } = changes;
  const end = MORNING + to * MINUTE;
  return {
    id: `${key}#${new Date(end).toISOString()}`,
    key,
    name: 'Lathe 1',
    program: 'O1234',
    from: MORNING + from * MINUTE,
    to: end,
    runMs: (to - from) * MINUTE,
    parts: 1,
    complete: true,
    ...changes,
  };
}

export function scrapOf(time: number, changes: Partial<StoredScrap> = {}): StoredScrap {
  return {
    id: `message-${time}`,
    key: KEY,
    time: MORNING + time * MINUTE,
    count: 2,
    reason: 'chipped',
    ...changes,
  };
}
