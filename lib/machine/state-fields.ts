import {
  AVAILABILITIES,
  CONTROLLER_MODES,
  EMERGENCY_STOPS,
  EXECUTIONS,
  MACHINE_STATES,
} from './machine-words';

/** How a value of a field is read. */
export type StateFieldKind = 'number' | 'text' | 'boolean' | 'time' | 'names' | 'conditions' | 'word';

/** A field of a machine's state that values may be put into. */
export interface StateField {
  readonly path: readonly string[];
  readonly kind: StateFieldKind;
  /** The words that it may have, where it is one of several. */
  readonly words?: readonly string[];
}

const word = (words: readonly string[]): Omit<StateField, 'path'> => ({ kind: 'word', words });
const kinds = (kind: StateFieldKind, ...paths: string[]): [string, Omit<StateField, 'path'>][] =>
  paths.map((path) => [path, { kind }]);

/** By path; `{name}` stands for the name of a spindle, of an axis, or of a consumer of energy. */
const FIELDS: ReadonlyMap<string, Omit<StateField, 'path'>> = new Map([
  ['state', word(MACHINE_STATES)],
  ...kinds('text', 'reason', 'name'),
  ...kinds('names', 'path'),
  ...kinds('time', 'time', 'since'),
  ['availability', word(AVAILABILITIES)],
  ['execution', word(EXECUTIONS)],
  ['controllerMode', word(CONTROLLER_MODES)],
  ['emergencyStop', word(EMERGENCY_STOPS)],
  ...kinds('boolean', 'overrides.dryRun', 'overrides.singleBlock'),
  ...kinds('text', 'program.main', 'program.active', 'program.block'),
  ...kinds('number', 'program.line'),
  ...kinds('text', 'program.label', 'tool.number', 'tool.offset'),
  ...kinds('number', 'feed.actual', 'feed.commanded', 'feed.override', 'feed.rapidOverride'),
  ...kinds('number', 'spindles.{name}.speed', 'spindles.{name}.commanded', 'spindles.{name}.override'),
  ...kinds('number', 'spindles.{name}.load', 'axes.{name}.position', 'axes.{name}.machine'),
  ...kinds('number', 'axes.{name}.work', 'axes.{name}.load', 'parts.count', 'parts.total'),
  ...kinds('number', 'timers.powered', 'timers.working', 'timers.loaded', 'timers.cycle', 'timers.lastCycle'),
  ...kinds('number', 'timers.remaining', 'energy.{name}'),
  ...kinds('conditions', 'conditions'),
]);

/** Groups whose second name is free. */
const NAMED = new Set(['spindles', 'axes', 'energy']);
/** No name that an object has by itself. */
const NAME = /^(?!constructor$|prototype$)[A-Za-z][A-Za-z0-9_]{0,31}$/;

/** The field that a path such as `spindles.S1.load` leads to; undefined for a path that leads nowhere. */
export function stateField(path: string): StateField | undefined {
  const names = path.trim().split('.');
  const [group = '', name = ''] = names;
  const isNamed = NAMED.has(group);
  if (isNamed && !NAME.test(name)) return undefined;
  const pattern = isNamed ? [group, '{name}', ...names.slice(2)].join('.') : names.join('.');
  const field = FIELDS.get(pattern);
  return field && { ...field, path: names };
}

/** Paths to choose from; of free names the usual ones. */
export const STATE_FIELDS: readonly string[] = [...FIELDS.keys()].map((path) =>
  path
    .replace('spindles.{name}', 'spindles.S1')
    .replace('axes.{name}', 'axes.X')
    .replace('energy.{name}', 'energy.total'),
);
