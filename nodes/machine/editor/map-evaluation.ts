import { isPlainObject, textOf } from '../../../lib/json/json-values';
import { NO_STATUS } from '../../../lib/machine/machine-status';
import { type MappedValue, mappedNews } from '../../../lib/machine/mapped-news';
import { stateField } from '../../../lib/machine/state-fields';
import { STEP_HOOKS } from '../../shared/step-hooks';
import type { MapRow } from '../map-row';

/** What a dialog holds, deployed or not. */
export interface DialogMapping {
  machineId: string;
  machineIdType: string;
  list: string;
  listType: string;
  rows: readonly MapRow[];
}

/** What the editor offers for the evaluation. */
export interface EvaluationTools {
  /** The names along a path into a message; throws for one that is none. */
  namesIn(path: string): readonly (string | number)[];
  jsonata(expression: string): Jsonata;
  translate(key: string, values?: Record<string, string>): string;
}

/** A prepared expression (https://docs.jsonata.org/embedding-extending). */
export interface Jsonata {
  assign(name: string | symbol, value: unknown): void;
  evaluate(input: unknown): Promise<unknown>;
}

export interface PreviewedMachine {
  machineId: string;
  values: { field: string; value: unknown }[];
  [field: string]: unknown;
}

/** Finds a value in a message. */
type Finder = (msg: object) => Promise<unknown>;

const MOST_MACHINES = 20;
/** For all expressions together: the editor stands still meanwhile. */
const LONGEST_MS = 500;
/** Values that only Node-RED itself knows. */
const LATER = new Set(['env', 'flow', 'global']);
const LATER_FUNCTIONS = ['env', 'flowContext', 'globalContext', 'moment'];
const NAMES_MSG = /(^|[^\w'".])msg([^\w'"]|$)/;

/**
 * What the rows of a dialog make of a message, as the node will once it is deployed. Rejects with an error in the
 * user's language where the dialog or the message is not as it should be.
 */
export async function previewOf(
  message: object,
  { machineId, machineIdType, list, listType, rows }: DialogMapping,
  tools: EvaluationTools,
): Promise<PreviewedMachine[]> {
  const { translate } = tools;
  const end = performance.now() + LONGEST_MS;
  const finder = (value: string, type: string) => finderOf(value, type, tools, end);
  const id = finder(machineId, machineIdType);
  const prepared = rows.map((row) => ({ row, find: finder(row.value, row.valueType) }));

  const readOne = async (msg: object): Promise<PreviewedMachine> => {
    const found = (textOf(await id(msg)) ?? '').trim();
    if (found === '') throw new Error(translate('form.machineIdMissing'));
    const values: MappedValue[] = [];
    const later: PreviewedMachine['values'] = [];
    const absent: PreviewedMachine['values'] = [];
    for (const { row, find } of prepared) {
      const field = stateField(row.field);
      if (!field) throw new Error(translate('form.fieldUnknown', { field: row.field }));
      const value = await find(msg).catch((thrown: unknown) => {
        throw new Error(`${row.field}: ${reasonOf(thrown)}`);
      });
      if (value === undefined) absent.push({ field: row.field, value: translate('form.previewAbsent') });
      if (LATER.has(row.valueType)) later.push({ field: row.field, value });
      else values.push({ field, value, map: row.map, factor: row.factor });
    }
    // The ids of conditions are not shown, so that the text will do for one.
    const { news, name, path } = mappedNews(values, Date.now(), NO_STATUS, (text) => text);
    return {
      machineId: found,
      ...(name === undefined ? {} : { name }),
      ...(path === undefined ? {} : { path }),
      ...news.status,
      values: [
        ...(news.observations ?? []).map(({ path: field, value }) => ({ field: field.join('.'), value })),
        ...later,
        ...absent,
      ],
    };
  };

  if (list.trim() === '') return [await readOne(message)];
  const entries = await finder(list, listType)(message);
  if (!Array.isArray(entries)) throw new Error(translate('form.previewNoList'));
  const machines: PreviewedMachine[] = [];
  for (const payload of entries.slice(0, MOST_MACHINES) as unknown[]) {
    // What is at the end of a list of which the rest was left out.
    if (isPlainObject(payload) || machines.length === 0)
      machines.push(await readOne({ ...message, payload }));
  }
  return machines;
}

function finderOf(value: string, type: string, tools: EvaluationTools, end: number): Finder {
  if (value.trim() === '' && type !== 'str') return async () => undefined;
  if (LATER.has(type)) return async () => tools.translate('form.previewLater');
  if (type === 'msg') return ownProperty(value, tools);
  if (type === 'jsonata') return expression(value, tools, end);
  const constant = constantOf(value, type);
  return async () => constant;
}

function ownProperty(path: string, { namesIn }: EvaluationTools): Finder {
  return async (msg) => {
    let value: unknown = msg;
    for (const name of namesIn(path)) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
      value = (value as Record<string | number, unknown>)[name];
    }
    return value;
  };
}

function expression(value: string, { jsonata, translate }: EvaluationTools, end: number): Finder {
  const prepared = jsonata(value);
  const step = () => {
    if (performance.now() > end) throw new Error(translate('form.previewEndless'));
  };
  for (const hook of STEP_HOOKS) prepared.assign(hook, step);
  for (const name of LATER_FUNCTIONS) prepared.assign(name, () => translate('form.previewLater'));
  prepared.assign('clone', (copied: unknown) => copied);
  return (msg) => prepared.evaluate(NAMES_MSG.test(value) ? { msg } : msg);
}

function constantOf(value: string, type: string): unknown {
  if (type === 'num') return Number(value);
  if (type === 'bool') return value === 'true';
  return type === 'json' ? JSON.parse(value) : value;
}

/** JSONata throws objects that are no errors. */
function reasonOf(thrown: unknown): string {
  const { message } = (thrown ?? {}) as { message?: unknown };
  return String(message ?? thrown);
}
