import { readSpan } from './analysis-operations';
import { type Arguments, number, text } from './arguments';
import { GatewayRefusal } from './codes';
import type { SimulatedMachine } from './machine';
import { orError } from './machine-operations';
import { get, type Operation, post } from './operations';
import { machineTasks } from './task-data';
import type { GatewayWorld } from './world';

type Entry = Record<string, unknown>;

interface Filter {
  key: string;
  operator: string;
  value: unknown;
}

const longestSpan = 31 * 24 * 3600;
/** Seconds between two entries of a machine's history. */
const step = 60;

const operators: Record<string, (actual: unknown, wanted: unknown) => boolean> = {
  equal: (actual, wanted) => String(actual) === String(wanted),
  greaterEqual: (actual, wanted) => Number(actual) >= Number(wanted),
  greater: (actual, wanted) => Number(actual) > Number(wanted),
  less: (actual, wanted) => Number(actual) < Number(wanted),
  lessEqual: (actual, wanted) => Number(actual) <= Number(wanted),
  in: (actual, wanted) => Array.isArray(wanted) && wanted.map(String).includes(String(actual)),
  null: (actual) => actual === undefined,
  notNull: (actual) => actual !== undefined,
};

/** Local history (docs/platforms/bivrost.md, "History and analysis": 2.8): one entry a minute of each machine. */
export function historyOperations(world: GatewayWorld): Operation[] {
  const times = 'startUnix!:Int64 endUnix!:Int64';
  return [
    get('db/machine', `machineID! type! ${times} uid limit:Int32`, ({ args }) => {
      const machine = world.machine(text(args, 'machineID'));
      return text(args, 'uid') === '' ? limited(history(world, [machine], args), args) : [];
    }),
    get('db/group-machine', `groupID! type! ${times} limit:Int32`, ({ args }) => {
      const members = world.membersOf(world.group(text(args, 'groupID')));
      return limited(history(world, members, args), args);
    }),
    post(
      'db/query',
      '',
      'type! startUnix:Int64 endUnix:Int64 filters:List orderBy:Object limit:Int32',
      ({ args }) => {
        const filters = readFilters(args['filters']);
        const latest = { startUnix: Math.floor(world.now() / 1000) - 3600, ...args };
        const found = history(world, [...world.running.values()], latest).filter((entry) =>
          filters.every(({ key, operator, value }) => operators[operator]?.(entry[key], value)),
        );
        const { isDesc } = (args['orderBy'] ?? {}) as { isDesc?: unknown };
        return limited(isDesc === true ? found.reverse() : found, args);
      },
    ),
  ];
}

/** By time, the earliest first. */
function history(world: GatewayWorld, machines: readonly SimulatedMachine[], args: Arguments): Entry[] {
  const task = machineTasks[text(args, 'type')];
  if (!task) {
    throw new GatewayRefusal('invalidRequest', `Invalid type (${text(args, 'type')})`);
  }
  const { from, to } = readSpan(world, args);
  if (to - from > longestSpan) {
    throw new GatewayRefusal('invalidRequest', 'The span is longer than 31 days.');
  }
  const entries: Entry[] = [];
  const tag = new Map([
    ['G', '1'],
    ['T', '1'],
  ]);
  for (let second = Math.ceil(from / step) * step; second < to; second += step) {
    for (const machine of machines) {
      const time = new Date(second * 1000).toISOString();
      const data = orError(() => task(machine, second * 1000, tag));
      if (!('errorCode' in data)) {
        entries.push({ ...data, machineID: machine.sheet.machineID, time });
      }
    }
  }
  return entries;
}

function limited(entries: Entry[], args: Arguments): Entry[] {
  const limit = number(args, 'limit');
  return limit > 0 ? entries.slice(0, limit) : entries;
}

/** @throws GatewayRefusal 10045 */
function readFilters(value: unknown): Filter[] {
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  return list.map((each) => {
    const { key, operator = 'equal', value: wanted } = (each ?? {}) as Record<string, unknown>;
    const isKnown = typeof operator === 'string' && Object.hasOwn(operators, operator);
    if (typeof key !== 'string' || !isKnown || wanted === undefined || wanted === null) {
      throw new GatewayRefusal('badFilter');
    }
    return { key, operator, value: wanted };
  });
}
