import { cyclesText, type PlantMachine, plantMachines } from './plant';

const COLUMNS = ['id', 'name', 'path', 'account', 'machineId', 'feedUnit', 'lengthUnit', 'cycles'] as const;
type Column = (typeof COLUMNS)[number];

/** Names that columns have in tables of people. */
const HEADINGS: Readonly<Record<string, Column>> = {
  编号: 'id',
  资产编号: 'id',
  名称: 'name',
  位置: 'path',
  账号: 'account',
  机床ID: 'machineId',
  机床标识: 'machineId',
  进给单位: 'feedUnit',
  长度单位: 'lengthUnit',
  节拍: 'cycles',
};
/** A spreadsheet takes what begins so for a formula; a quote before it makes it text. */
const FORMULA = /^[\s\u200b-\u200f'"]*[=+\-@＝＋－＠]/;
/**
 * Where a cell may begin within a text: in countries whose separator is the semicolon, quotation marks behind a comma keep
 * nothing together.
 */
const PARTS = /([;\t\r\n])/;

/** A plant's machines as a table for a spreadsheet: UTF-8 with a byte order mark, which Excel needs. */
export function plantCsv(machines: readonly PlantMachine[]): string {
  const rows = machines.map((machine) =>
    [
      machine.id,
      machine.name,
      machine.path.join('/'),
      machine.account,
      machine.machineId,
      machine.feedUnit ?? '',
      machine.lengthUnit ?? '',
      cyclesText(machine.cycles),
    ]
      .map(cell)
      .join(','),
  );
  return `\ufeff${[COLUMNS.join(','), ...rows].join('\r\n')}\r\n`;
}

/**
 * Machines of a table: CSV with commas or semicolons, or what a spreadsheet puts on the clipboard. The first row names
 * the columns; without names they are in the order in which `plantCsv` writes them.
 */
export function readPlantTable(text: string): PlantMachine[] {
  const rows = readCells(text.replace(/^\ufeff/, ''));
  const [first = [], ...others] = rows;
  const names = first.map(columnOf);
  const hasNames = names.filter((name) => name !== undefined).length >= 2;
  const columns = hasNames ? names : COLUMNS;
  return plantMachines(
    (hasNames ? others : rows).map((cells) =>
      Object.fromEntries(
        columns.flatMap((column, index) =>
          column === undefined ? [] : [[column, unquoted(cells[index] ?? '')]],
        ),
      ),
    ),
  );
}

function columnOf(heading: string): Column | undefined {
  const text = heading.trim();
  return (
    COLUMNS.find((column) => column.toLowerCase() === text.toLowerCase()) ?? HEADINGS[text.replace(/\s/g, '')]
  );
}

function cell(text: string): string {
  const parts = text.split(PARTS);
  const safe = parts.map((part) => (FORMULA.test(part) ? `'${part}` : part)).join('');
  return /[",;\r\n\t]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

function unquoted(text: string): string {
  const parts = text.split(PARTS);
  return parts.map((part) => (part.startsWith("'") && FORMULA.test(part) ? part.slice(1) : part)).join('');
}

/** Cells by rows (RFC 4180), with the separator that the first line has. */
function readCells(text: string): string[][] {
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let value = '';
  let isQuoted = false;
  const endRow = (): void => {
    row.push(value);
    if (row.some((each) => each.trim() !== '')) rows.push(row);
    row = [];
    value = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (isQuoted) {
      if (character !== '"') value += character;
      else if (text[at + 1] === '"') {
        value += '"';
        at += 1;
      } else isQuoted = false;
    } else if (character === '"' && value === '') isQuoted = true;
    else if (character === separator) {
      row.push(value);
      value = '';
    } else if (character === '\n') endRow();
    else if (character !== '\r') value += character;
  }
  endRow();
  return rows;
}

function separatorOf(text: string): string {
  const [line = ''] = text.split('\n', 1);
  return ['\t', ';'].find((separator) => line.includes(separator)) ?? ',';
}
