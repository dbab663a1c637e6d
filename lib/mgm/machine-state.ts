import { numberOf, textOf } from '../json/json-values';
import type { MgmAxis, MgmMachineState, MgmSpindle } from './messages';

/** Where a field of the platform goes in the typed state. */
type Role =
  | { in: 'machine'; as: 'time' | 'program' | 'block' | 'toolId' }
  | { in: 'machine'; as: 'line' }
  | { in: 'feed'; as: 'rate' | 'override' }
  | { in: 'spindle'; number: string; as: keyof MgmSpindle }
  | { in: 'axis'; name: string; as: 'position' | 'load' | 'unit' }
  | { in: 'nowhere' };

const FIXED_ROLES: [string, Role][] = [
  ['time', { in: 'machine', as: 'time' }],
  ['program', { in: 'machine', as: 'program' }],
  ['block', { in: 'machine', as: 'block' }],
  ['line', { in: 'machine', as: 'line' }],
  ['tool_id', { in: 'machine', as: 'toolId' }],
  ['path_feedrate', { in: 'feed', as: 'rate' }],
  ['Fovr', { in: 'feed', as: 'override' }],
];

const SPINDLE_FIELD = /^S(\d+)(speedOvr|speed|load)$/;
const AXIS_FIELD = /^([A-Z][A-Z0-9]{0,3})(act|load|unit)$/;
const SPINDLE_PARTS: Record<string, keyof MgmSpindle> = {
  speed: 'speed',
  speedOvr: 'override',
  load: 'load',
};
const AXIS_PARTS: Record<string, keyof MgmAxis> = { act: 'position', load: 'load', unit: 'unit' };
const NOWHERE: Role = { in: 'nowhere' };

// Field names recur in every message. The limit keeps endless new names from filling the memory.
const ROLES_KEPT = 4_096;
const LONGEST_NAME_KEPT = 64;
const roles = new Map<string, Role>(FIXED_ROLES);

function roleOf(field: string): Role {
  const known = roles.get(field);
  if (known) return known;
  const role = findRole(field);
  if (roles.size < ROLES_KEPT && field.length <= LONGEST_NAME_KEPT) roles.set(field, role);
  return role;
}

function findRole(field: string): Role {
  const [, spindle, spindlePart = ''] = SPINDLE_FIELD.exec(field) ?? [];
  const asSpindle = SPINDLE_PARTS[spindlePart];
  if (spindle !== undefined && asSpindle) return { in: 'spindle', number: spindle, as: asSpindle };
  const [, axis, axisPart = ''] = AXIS_FIELD.exec(field) ?? [];
  const asAxis = AXIS_PARTS[axisPart];
  if (axis !== undefined && asAxis) return { in: 'axis', name: axis, as: asAxis };
  return NOWHERE;
}

/**
 * The platform's fields as a typed state (docs/platforms/mgm.md, "Live data": 二.4.1): numbers as numbers, what the
 * document does not name only under `fields`. A value that is no number or text where one should be is left out of the
 * typed part.
 */
export function describeFields(
  machineId: string,
  fields: Record<string, unknown>,
  changed: string[],
): MgmMachineState {
  const state: MgmMachineState = { machineId, changed, fields };
  for (const field of Object.keys(fields)) put(state, roleOf(field), fields[field]);
  return state;
}

function put(state: MgmMachineState, role: Role, value: unknown): void {
  if (role.in === 'nowhere') return;
  if (role.in === 'machine') {
    putMachine(state, role.as, value);
    return;
  }
  if (role.in === 'axis' && role.as === 'unit') {
    const unit = textOf(value);
    if (unit !== undefined) axisOf(state, role.name).unit = unit;
    return;
  }
  const number = numberOf(value);
  if (number === undefined) return;
  if (role.in === 'feed') {
    state.feed ??= {};
    state.feed[role.as] = number;
  } else if (role.in === 'spindle') {
    state.spindles ??= {};
    entryOf(state.spindles, role.number)[role.as] = number;
  } else if (role.as !== 'unit') {
    axisOf(state, role.name)[role.as] = number;
  }
}

function putMachine(
  state: MgmMachineState,
  as: 'time' | 'program' | 'block' | 'toolId' | 'line',
  value: unknown,
): void {
  if (as === 'line') {
    const number = numberOf(value);
    if (number !== undefined) state.line = number;
    return;
  }
  const text = textOf(value);
  if (text !== undefined) state[as] = text;
}

function axisOf(state: MgmMachineState, name: string): MgmAxis {
  state.axes ??= {};
  return entryOf(state.axes, name);
}

function entryOf<Entry extends object>(entries: Record<string, Entry>, name: string): Entry {
  const known = entries[name];
  if (known) return known;
  const entry = {} as Entry;
  entries[name] = entry;
  return entry;
}
