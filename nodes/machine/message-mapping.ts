import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { TimeSlice } from '../../lib/async/time-slice';
import { InputError } from '../../lib/errors';
import { textOf } from '../../lib/json/json-values';
import type { MachineStatus } from '../../lib/machine/machine-status';
import { type MappedNews, type MappedValue, mappedNews } from '../../lib/machine/mapped-news';
import { stateField } from '../../lib/machine/state-fields';
import { textId } from '../../lib/machine/text-id';
import { keptValue, ownText } from './kept-value';
import { type MapRow, mapRows } from './map-row';
import { type ValueFinder, valueFinder } from './row-value';

/** The properties of a node that say what becomes of a message. */
export interface MappingDef {
  machineId?: string;
  machineIdType?: string;
  /** Where the message holds a list with an entry for each machine. */
  list?: string;
  listType?: string;
  rows?: unknown;
}

/** One machine that a message tells of. */
export interface MappedMachine {
  machineId: string;
  /** By the rows of the table, in their order. */
  values: readonly MappedValue[];
  /** How much of the memory each of the values takes, and the id; undefined for what the message does not tell. */
  sizes: readonly (number | undefined)[];
}

/** An id that is longer is none. */
const LONGEST_ID = 256;

interface Row {
  row: MapRow;
  find: ValueFinder;
  field: MappedValue['field'];
}

/** What a table makes of messages. Throws `InputError` for a table that makes no sense. */
export class MessageMapping {
  private readonly machineId: ValueFinder;
  private readonly list: ValueFinder | undefined;
  private readonly rows: readonly Row[];

  constructor(
    RED: NodeAPI,
    node: Node,
    { machineId = '', machineIdType, list = '', listType, rows }: MappingDef,
  ) {
    if (machineId.trim() === '')
      throw new InputError('machineId', 'Say where the id of the machine is found');
    const idType = machineIdType || 'msg';
    this.machineId = valueFinder(RED, node, 'machineId', { value: machineId, type: idType });
    this.list =
      list.trim() === ''
        ? undefined
        : valueFinder(RED, node, 'list', { value: list, type: listType || 'msg' });
    this.rows = mapRows(rows).map((row) => {
      const field = stateField(row.field);
      if (!field) throw new InputError('rows', `A machine's state has no field "${row.field}"`);
      return {
        row,
        field,
        find: valueFinder(RED, node, row.field, { value: row.value, type: row.valueType }),
      };
    });
  }

  /** The machines that a message tells of, each with the values that it brings; of a list so many entries at most. */
  async read(msg: NodeMessage, most: number): Promise<MappedMachine[]> {
    if (!this.list) return [await this.readOne(msg)];
    const list = await this.list(msg);
    if (!Array.isArray(list)) throw new InputError('list', 'The message has no list where one is expected');
    if (list.length > most) {
      throw new InputError(
        'list',
        `The list has ${list.length.toLocaleString('en-US')} entries, more than one node takes machines: ${most} (limit "shopfloorMostMachines" in Node-RED's settings file)`,
      );
    }
    const machines: MappedMachine[] = [];
    const slice = new TimeSlice();
    const entry = { ...msg };
    for (const payload of list as unknown[]) {
      await slice.rest();
      machines.push(await this.readOne(Object.assign(entry, { payload })));
    }
    return machines;
  }

  private async readOne(msg: NodeMessage): Promise<MappedMachine> {
    const machineId = (textOf(await this.machineId(msg)) ?? '').trim();
    if (machineId === '')
      throw new InputError('machineId', 'The message does not say which machine it is about');
    if (machineId.length > LONGEST_ID) {
      throw new InputError('machineId', `The id of the machine is longer than ${LONGEST_ID} characters`);
    }
    const values: MappedValue[] = [];
    const sizes: (number | undefined)[] = [machineId.length];
    for (const { row, field, find } of this.rows) {
      const brought = await found(row.field, find, msg);
      const { value, size } = keptValue(row.field, brought);
      values.push({ field, value, map: row.map, factor: row.factor });
      sizes.push(brought === undefined ? undefined : size);
    }
    return { machineId: ownText(machineId), values, sizes };
  }
}

/** The news of a machine, by what it did so far. */
export function newsOf({ values }: MappedMachine, before: MachineStatus): MappedNews {
  return mappedNews(values, Date.now(), before, textId);
}

async function found(field: string, find: ValueFinder, msg: NodeMessage): Promise<unknown> {
  try {
    return await find(msg);
  } catch (thrown) {
    const { message } = (thrown ?? {}) as { message?: unknown };
    throw new InputError('rows', `The value of "${field}" cannot be evaluated: ${String(message ?? thrown)}`);
  }
}
