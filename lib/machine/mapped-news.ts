import { finiteOrNull, isPlainObject, numberOf, textOf } from '../json/json-values';
import { boundedText } from './bounded-text';
import type { ActiveCondition } from './conditions';
import type { MachineNews } from './machine-record';
import { type MachineStatus, NO_STATUS } from './machine-status';
import type { Availability, Execution, MachineStateName } from './machine-words';
import type { Observation, ObservationValue } from './observation';
import { sourceTime } from './source-time';
import type { StateField } from './state-fields';
import { axisKind } from './units';

/** A value for a field, as a message brought it; undefined where it brought none. */
export interface MappedValue {
  readonly field: StateField;
  readonly value: unknown;
  /** What becomes of values, by their text; `*` of all others. */
  readonly map?: Readonly<Record<string, unknown>> | undefined;
  /** What a number is multiplied by. */
  readonly factor?: number | undefined;
}

/** What values say of a machine, its name and place among it. */
export interface MappedNews {
  readonly news: MachineNews;
  readonly name?: string;
  readonly path?: string[];
}

/** What a machine does while its program is so far, where nobody says it in one word. */
const STATE_OF_EXECUTION: Readonly<Record<Execution, MachineStateName>> = {
  READY: 'idle',
  ACTIVE: 'running',
  INTERRUPTED: 'stopped',
  FEED_HOLD: 'stopped',
  STOPPED: 'idle',
  OPTIONAL_STOP: 'stopped',
  PROGRAM_STOPPED: 'stopped',
  PROGRAM_COMPLETED: 'idle',
  WAIT: 'stopped',
};
const IDENTITY = new Set(['state', 'reason', 'availability', 'name', 'path', 'time', 'since']);
/** Times below this are seconds since the epoch, others milliseconds. */
const SECONDS_BELOW = 100_000_000_000;
const EVERYTHING_ELSE = '*';
/** From factory to line there are a handful. */
const MOST_NAMES = 20;
const LONGEST_NAME = 256;

/**
 * Reads values into news. A value of another kind than its field's is `null`, a word that the field does not know too;
 * a state that is not known is `unknown`, with what came as its reason.
 *
 * @param before what the machine did so far
 * @param idOf makes the id of a condition that has only a text
 */
export function mappedNews(
  values: readonly MappedValue[],
  receivedAt: number,
  before: MachineStatus,
  idOf: (text: string) => string,
): MappedNews {
  const told = values.filter(({ value }) => value !== undefined);
  const byPath = new Map(told.map((each) => [each.field.path.join('.'), each]));
  const read = (path: string): ObservationValue | undefined => {
    const found = byPath.get(path);
    return found && readValue(found, idOf);
  };
  const wordOf = (path: string) => textOf(byPath.get(path)?.value);
  const status = readStatus(read, wordOf, before);
  const since = timeOf(byPath.get('since'));
  const time = timeOf(byPath.get('time'));
  const name = read('name');
  const path = byPath.get('path');
  return {
    news: {
      observations: told.flatMap((each) => observation(each, idOf)),
      ...(status ? { status } : {}),
      ...(since === undefined ? {} : { since: Math.min(since, receivedAt) }),
      time: sourceTime(time === undefined ? undefined : new Date(time).toISOString(), receivedAt).time,
      receivedAt,
    },
    ...(typeof name === 'string' ? { name: boundedText(name, LONGEST_NAME) } : {}),
    ...(path ? { path: namesOf(path.value) } : {}),
  };
}

function readStatus(
  read: (path: string) => ObservationValue | undefined,
  told: (path: string) => string | undefined,
  before: MachineStatus,
): MachineStatus | undefined {
  const [state, execution, availability] = [read('state'), read('execution'), read('availability')];
  if (state === undefined && execution === undefined && availability === undefined) {
    // Who tells of a machine reaches it.
    return before === NO_STATUS ? { availability: 'AVAILABLE', state: 'unknown', reason: '' } : undefined;
  }
  const isAway = availability === 'UNAVAILABLE';
  const said: MachineStateName = isStateName(state)
    ? state
    : state === undefined && isExecution(execution)
      ? STATE_OF_EXECUTION[execution]
      : state === undefined && execution === undefined && before.availability === 'AVAILABLE'
        ? before.state
        : 'unknown';
  const name = isAway && said !== 'off' ? 'unknown' : said;
  const held: Availability = isAway || name === 'off' ? 'UNAVAILABLE' : 'AVAILABLE';
  const reason = read('reason') ?? told('state') ?? told('execution') ?? told('availability') ?? '';
  return { availability: held, state: name, reason: String(reason) };
}

function isStateName(value: ObservationValue | undefined): value is MachineStateName {
  return typeof value === 'string';
}

function isExecution(value: ObservationValue | undefined): value is Execution {
  return typeof value === 'string';
}

function observation(mapped: MappedValue, idOf: (text: string) => string): Observation[] {
  const { path } = mapped.field;
  const [group, name = ''] = path;
  if (path.length === 1 && IDENTITY.has(group ?? '')) return [];
  const form: Observation[] =
    group === 'axes' ? [{ path: ['axes', name, 'kind'], value: axisKind(name) }] : [];
  return [...form, { path, value: readValue(mapped, idOf) }];
}

function readValue(mapped: MappedValue, idOf: (text: string) => string): ObservationValue {
  const { field, factor } = mapped;
  const value = translated(mapped);
  switch (field.kind) {
    case 'number': {
      const number = numberOf(value);
      return number === undefined ? null : finiteOrNull(number * (factor ?? 1));
    }
    case 'boolean':
      return booleanOf(value);
    case 'word': {
      const text = textOf(value) ?? '';
      const spelling = [text, text.toUpperCase(), text.toLowerCase()];
      return spelling.find((each) => field.words?.includes(each)) ?? null;
    }
    case 'conditions':
      return conditionsOf(value, idOf);
    default:
      return textOf(value) ?? null;
  }
}

function translated({ value, map }: MappedValue): unknown {
  const text = textOf(value);
  if (!map || text === undefined) return value;
  if (Object.hasOwn(map, text)) return map[text];
  return Object.hasOwn(map, EVERYTHING_ELSE) ? map[EVERYTHING_ELSE] : value;
}

function booleanOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (value === 1 || value === '1' || value === 'true') return true;
  return value === 0 || value === '0' || value === 'false' ? false : null;
}

function timeOf(mapped: MappedValue | undefined): number | undefined {
  const value = mapped && translated(mapped);
  const number = numberOf(value);
  const time =
    number === undefined ? Date.parse(textOf(value) ?? '') : number < SECONDS_BELOW ? number * 1_000 : number;
  return Number.isFinite(time) && Math.abs(time) <= 8.64e15 ? time : undefined;
}

/** A list of names, or one text with slashes between them. */
function namesOf(value: unknown): string[] {
  const names = Array.isArray(value)
    ? value.map((name) => textOf(name) ?? '')
    : (textOf(value) ?? '').split('/');
  return names
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .slice(0, MOST_NAMES)
    .map((name) => boundedText(name, LONGEST_NAME));
}

/** A list of alarms, or one: a text, or an object with `text`, and `code`, `id`, `level` where it has them. */
function conditionsOf(value: unknown, idOf: (text: string) => string): ActiveCondition[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const conditions = new Map<string, ActiveCondition>();
  for (const entry of list) {
    const condition = conditionOf(entry, idOf);
    if (condition) conditions.set(condition.id, condition);
  }
  return [...conditions.values()];
}

function conditionOf(entry: unknown, idOf: (text: string) => string): ActiveCondition | undefined {
  const fields: Record<string, unknown> = isPlainObject(entry) ? entry : { text: entry };
  const own = (name: string) => (Object.hasOwn(fields, name) ? (textOf(fields[name]) ?? '').trim() : '');
  const [text, code, severity] = [own('text') || own('message'), own('code'), own('severity')];
  if ((text === '' && code === '') || (code === '' && ['0', 'false'].includes(text))) return undefined;
  return {
    id: own('id') || code || idOf(text),
    level: /^(warning|warn|wrn)$/i.test(own('level')) ? 'warning' : 'fault',
    ...(code === '' ? {} : { code }),
    text: text || code,
    ...(severity === '' ? {} : { severity }),
  };
}
