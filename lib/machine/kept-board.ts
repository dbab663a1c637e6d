import { isPlainObject } from '../json/json-values';
import type { BoardAlarm, BoardMachine } from './machine-board-schema';
import { isKeptDay, type KeptDay } from './machine-day';

/** What is kept of a board while it is away: plain data. */
export interface KeptBoard {
  readonly keptAt: number;
  readonly dayFrom: number;
  readonly machines: readonly KeptMachine[];
  readonly alarms: readonly BoardAlarm[];
}

export interface KeptMachine {
  readonly machine: BoardMachine;
  readonly day: KeptDay;
}

/**
 * What was kept, from where anybody may have written: an entry that is none is left out, and costs no other. Undefined
 * where it is no board at all.
 */
export function readKeptBoard(kept: unknown): KeptBoard | undefined {
  if (!isPlainObject(kept)) return undefined;
  const { keptAt, dayFrom, machines, alarms } = kept;
  if (!isTime(keptAt) || !isTime(dayFrom)) return undefined;
  return {
    keptAt,
    dayFrom,
    machines: Array.isArray(machines) ? machines.filter(isKeptMachine) : [],
    alarms: Array.isArray(alarms) ? alarms.filter(isAlarm) : [],
  };
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}

function isKeptMachine(entry: unknown): entry is KeptMachine {
  if (!isPlainObject(entry) || !isPlainObject(entry['machine']) || !isKeptDay(entry['day'])) return false;
  const { key, name, path, source } = entry['machine'];
  return typeof key === 'string' && typeof name === 'string' && Array.isArray(path) && isPlainObject(source);
}

function isAlarm(entry: unknown): entry is BoardAlarm {
  if (!isPlainObject(entry)) return false;
  const { id, key, from, to } = entry;
  return [id, key, from, to ?? ''].every((text) => typeof text === 'string');
}
