import { cyclesText, MOST_PLANT_MACHINES, type PlantMachine } from './plant';
import { PLANT_COLUMNS, type PlantColumn, type PlantRow, plantRow } from './plant-rows';

/** Names that columns have in tables of people and in the dialog, in small letters and without spaces. */
const HEADINGS: ReadonlyMap<string, PlantColumn> = new Map(
  Object.entries({
    assetid: 'id',
    编号: 'id',
    资产编号: 'id',
    机床编号: 'id',
    名称: 'name',
    机床名称: 'name',
    位置: 'path',
    账号: 'account',
    机床id: 'machineId',
    机床标识: 'machineId',
    feed: 'feedUnit',
    进给单位: 'feedUnit',
    length: 'lengthUnit',
    长度单位: 'lengthUnit',
    节拍: 'cycles',
  } as const),
);
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
  return `\ufeff${[PLANT_COLUMNS.join(','), ...rows].join('\r\n')}\r\n`;
}

export interface PlantTableRead {
  readonly rows: PlantRow[];
  /** Headings of columns that were left out, because nobody knows what they are. */
  readonly leftOut: string[];
  /** Nothing was read, because the text is too long or has more rows than a plant takes. */
  readonly isTooLarge?: true;
}

/** Characters of a table; a row has some hundred. */
const LONGEST_TABLE = 2_000_000;

/**
 * Rows of a table: CSV with commas or semicolons, or what a spreadsheet puts on the clipboard. The first row names
 * the columns; without names they are in the order of `PLANT_COLUMNS`.
 */
export function readPlantTable(text: string): PlantTableRead {
  const rows = text.length > LONGEST_TABLE ? undefined : readCells(text.replace(/^\ufeff/, ''));
  // One row more names the columns.
  if (!rows || rows.length > MOST_PLANT_MACHINES + 1) return { rows: [], leftOut: [], isTooLarge: true };
  const [first = [], ...others] = rows;
  const names = first.map(columnOf);
  const hasNames =
    first.length > 0 && names.filter((name) => name !== undefined).length >= Math.min(2, first.length);
  const columns: readonly (PlantColumn | undefined)[] = hasNames ? names : PLANT_COLUMNS;
  return {
    rows: (hasNames ? others : rows).map((cells) =>
      plantRow((column) => unquoted(cells[columns.indexOf(column)] ?? '').trim()),
    ),
    leftOut: hasNames ? first.filter((heading, index) => heading.trim() !== '' && !names[index]) : [],
  };
}

/** The text of a file: UTF-8, UTF-16 with a byte order mark, else what Excel writes as CSV in the user's language. */
export function textOfTable(bytes: Uint8Array, excelEncoding: 'gb18030' | 'windows-1252'): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(excelEncoding).decode(bytes);
  }
}

function columnOf(heading: string): PlantColumn | undefined {
  // The dialog's headings explain some columns in brackets.
  const [beforeBracket = ''] = heading.split(/[(（]/, 1);
  const text = beforeBracket.replace(/\s/g, '').toLowerCase();
  return PLANT_COLUMNS.find((column) => column.toLowerCase() === text) ?? HEADINGS.get(text);
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
