import { InputError } from '../../lib/errors';
import type { StoredScrap } from '../../lib/journal/journal-store';
import { sha256 } from '../../lib/json/digest';
import { isPlainObject, textOf } from '../../lib/json/json-values';
import type { MachineState } from '../../lib/machine/machine-state';
import { EXECUTIONS } from '../../lib/machine/machine-words';
import { machineStateOf } from '../shared/machine-state-input';

/** A message from a clock that is ahead by more than this is about no time that there was. */
const MOST_AHEAD_MS = 300_000;
const MINUTE_MS = 60_000;
const LONGEST_REASON = 1_000;

/** The machine's state in a message, as far as a journal needs it to be one. Throws `InputError`. */
export function journalStateOf(payload: unknown, now: number): MachineState {
  const state = machineStateOf(payload);
  const { reason, execution, program, conditions, epoch } = payload as Record<string, unknown>;
  const executions: readonly unknown[] = [...EXECUTIONS, null, undefined];
  if (typeof reason !== 'string') throw noState('reason');
  if (!executions.includes(execution)) throw noState('execution');
  if (program !== undefined && !isProgram(program)) throw noState('program');
  if (Array.isArray(conditions) && !conditions.every(isCondition)) throw noState('conditions');
  if (epoch !== undefined && !Number.isSafeInteger(epoch)) throw noState('epoch');
  checkTime('time', Date.parse(state.time), now);
  return state;
}

/** The scrap that a message reports. Throws `InputError`. */
export function scrapOf(payload: unknown, messageId: string, now: number): StoredScrap {
  if (!isPlainObject(payload))
    throw new InputError('payload', 'msg.payload must be {key, count, time, reason} to note scrap');
  const key = textOf(payload['key']) ?? '';
  if (key === '') throw new InputError('key', '"key" is missing: it says which machine made the scrap');
  const { count } = payload;
  if (!Number.isSafeInteger(count) || Number(count) < 1)
    throw new InputError('count', '"count" must be the number of parts that are scrap, 1 or more');
  const told = payload['time'] ?? undefined;
  const time = told === undefined ? now : timeOf(told);
  checkTime('time', time, now);
  const reason = textOf(payload['reason'])?.slice(0, LONGEST_REASON) ?? null;
  // The same message that comes again is one piece of news; without a time it is its id that tells.
  const identity = told === undefined ? messageId : `${count} ${reason}`;
  const id = `${key}%${new Date(time).toISOString()}%${sha256(identity).slice(0, 12)}`;
  return { id, key, time, count: Number(count), reason };
}

function timeOf(told: unknown): number {
  const time = typeof told === 'number' ? told : Date.parse(textOf(told) ?? '');
  if (Number.isNaN(new Date(time).getTime()))
    throw new InputError('time', `"time" must be ISO 8601 text or ms since 1970, not "${textOf(told)}"`);
  return time;
}

function checkTime(field: string, time: number, now: number): void {
  const ahead = time - now;
  if (ahead <= MOST_AHEAD_MS) return;
  throw new InputError(
    field,
    `"${field}" is ${new Date(time).toISOString()}, ${Math.round(ahead / MINUTE_MS)} minutes ahead of this computer's clock`,
  );
}

function noState(field: string): InputError {
  return new InputError('payload', `msg.payload is no machine/state: ${field} is missing or of another kind`);
}

function isProgram(program: unknown): boolean {
  if (!isPlainObject(program)) return false;
  return ['main', 'active'].every((field) => {
    const value = program[field];
    return value === undefined || value === null || typeof value === 'string';
  });
}

function isCondition({ level, text, code }: Record<string, unknown>): boolean {
  const isCode = code === undefined || typeof code === 'string';
  return (level === 'fault' || level === 'warning') && typeof text === 'string' && isCode;
}
