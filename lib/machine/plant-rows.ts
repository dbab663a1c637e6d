import { isPlainObject, textOf } from '../json/json-values';
import { cyclesText, MOST_PLANT_MACHINES, plantMachines, readCycles } from './plant';
import { isUnit } from './units';

/** The columns of a plant's list, in the order in which the dialog shows them and CSV has them. */
export const PLANT_COLUMNS = [
  'id',
  'name',
  'path',
  'account',
  'machineId',
  'feedUnit',
  'lengthUnit',
  'cycles',
] as const;
export type PlantColumn = (typeof PLANT_COLUMNS)[number];
/** A machine of a plant's list as somebody types it. */
export type PlantRow = Record<PlantColumn, string>;

export interface PlantRowProblem {
  /** Place of the row in the list. */
  readonly row: number;
  readonly column: PlantColumn;
  readonly problem:
    | 'idTwice'
    | 'machineTwice'
    | 'noMachine'
    | 'feedUnit'
    | 'lengthUnit'
    | 'cycles'
    | 'tooMany';
  /** What is wrong, as it was typed. */
  readonly value: string;
}

/** The rows of what a flow holds, whoever has written it. */
export function plantRows(saved: unknown): PlantRow[] {
  if (!Array.isArray(saved)) return [];
  return saved.filter(isPlainObject).flatMap((machine) => {
    const row = plantRow((column) => {
      const value = machine[column];
      if (!Array.isArray(value)) return textOf(value) ?? '';
      if (column === 'path') return value.map((name) => textOf(name) ?? '').join('/');
      return column === 'cycles' ? cyclesText(readCycles(value).cycles) : '';
    });
    return isBlank(row) ? [] : [row];
  });
}

/** What a flow keeps of rows. What cannot be read stays as it was typed, for whoever mends it. */
export function savedRows(rows: readonly PlantRow[]): object[] {
  return rows
    .filter((row) => !isBlank(row))
    .map((row) => {
      const [machine] = plantMachines([row]);
      if (!machine) return row;
      return readCycles(row.cycles).unread.length === 0 ? machine : { ...machine, cycles: row.cycles };
    });
}

/** What has to be mended before each row counts as it is typed. */
export function plantProblems(rows: readonly PlantRow[]): PlantRowProblem[] {
  const ids = new Map<string, number>();
  const machines = new Map<string, number>();
  return rows.flatMap((row, index) => {
    if (isBlank(row)) return [];
    const found: PlantRowProblem[] = [];
    const add = (column: PlantColumn, problem: PlantRowProblem['problem'], value: string) =>
      found.push({ row: index, column, problem, value });
    const machineId = row.machineId.trim();
    const id = rowId(row);
    if (index === MOST_PLANT_MACHINES) add('id', 'tooMany', id);
    if (id === '') add('machineId', 'noMachine', row.name.trim());
    else if (ids.has(id)) add('id', 'idTwice', id);
    else ids.set(id, index);
    const machine = `${row.account.trim()}\n${machineId}`;
    if (machineId !== '' && machines.has(machine)) add('machineId', 'machineTwice', machineId);
    else machines.set(machine, index);
    for (const column of ['feedUnit', 'lengthUnit'] as const) {
      if (!isUnit(row[column], column === 'feedUnit' ? 'feed' : 'length')) add(column, column, row[column]);
    }
    const [unread] = readCycles(row.cycles).unread;
    if (unread !== undefined) add('cycles', 'cycles', unread);
    return found;
  });
}

/** The id of the asset; without one the machine's counts. */
export function rowId({ id, machineId }: PlantRow): string {
  return id.trim() || machineId.trim();
}

export function plantRow(textOfColumn: (column: PlantColumn) => string): PlantRow {
  return Object.fromEntries(PLANT_COLUMNS.map((column) => [column, textOfColumn(column)])) as PlantRow;
}

function isBlank(row: PlantRow): boolean {
  return Object.values(row).every((text) => text.trim() === '');
}
