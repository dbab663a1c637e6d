import { lazy } from '../../lib/async/lazy';
import { InputError } from '../../lib/errors';
import { isPlainObject } from '../../lib/json/json-values';
import { bytesOf } from '../../lib/json/value-size';
import type { MachineState } from '../../lib/machine/machine-state';
import { MACHINE_STATES } from '../../lib/machine/machine-words';

/** A state of a machine with a hundred alarms of long texts is half as large, in bytes in memory, about. */
const LARGEST_STATE = 256 * 1024;
const LONGEST_KEY_TOLD = 200;

/** The machine's state in a message, as far as who collects states needs it to be one. Throws `InputError`. */
export function machineStateOf(payload: unknown): MachineState {
  const wrong = wrongField(payload);
  if (wrong === undefined) return payload as MachineState;
  throw new InputError('payload', `msg.payload is no machine/state: ${wrong}`);
}

/**
 * The machine's state in a message, with all that a machine may tell of the kind that its schema says; what came and
 * what differs are not looked at. Throws `InputError`.
 */
export function wholeMachineStateOf(payload: unknown): MachineState {
  const state = machineStateOf(payload);
  const wrong = loadSchema()(state);
  if (wrong === undefined) return state;
  throw new InputError('payload', `msg.payload is no machine/state: ${wrong} is missing or of another kind`);
}

/** Finds the first field that is wrong. TypeBox takes 10 ms to load, which only a flow with states has to spend. */
const loadSchema = lazy(() => {
  const { Type } = require('@sinclair/typebox') as typeof import('@sinclair/typebox');
  const { Value } = require('@sinclair/typebox/value') as typeof import('@sinclair/typebox/value');
  const schemas =
    require('../../lib/machine/machine-state') as typeof import('../../lib/machine/machine-state');
  const schema = Type.Omit(schemas.MachineState, ['native', 'changed', 'receivedAt']);
  return (state: MachineState): string | undefined => {
    if (Value.Check(schema, state)) return undefined;
    return Value.Errors(schema, state).First()?.path.slice(1).replaceAll('/', '.') ?? 'a field';
  };
});

/** What is kept of a state takes so much memory, without what came. Throws `InputError` for one that is too large. */
export function stateSize({ changed: _changed, native: _native, ...kept }: MachineState): number {
  const size = bytesOf(kept, LARGEST_STATE);
  if (size <= LARGEST_STATE) return size;
  throw new InputError(
    'payload',
    `The state of ${kept.key.slice(0, LONGEST_KEY_TOLD)} is larger than ${LARGEST_STATE / 1024} KB in memory, without "native"`,
  );
}

function wrongField(payload: unknown): string | undefined {
  if (!isPlainObject(payload)) return 'it is no object';
  const { key, name, path, source, state, since, time, conditions, parts } = payload;
  const states: readonly unknown[] = MACHINE_STATES;
  const checks: Record<string, boolean> = {
    key: typeof key === 'string' && key !== '',
    name: typeof name === 'string',
    path: Array.isArray(path),
    source: isPlainObject(source),
    state: states.includes(state),
    since: isTime(since),
    time: isTime(time),
    conditions: conditions === undefined || conditions === null || isConditions(conditions),
    parts: parts === undefined || isPlainObject(parts),
  };
  const [field] = Object.keys(checks).filter((each) => !checks[each]);
  return field === undefined ? undefined : `${field} is missing or of another kind`;
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isConditions(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((each) => isPlainObject(each) && typeof each['id'] === 'string' && isTime(each['since']))
  );
}
