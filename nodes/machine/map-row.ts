import { isPlainObject } from '../../lib/json/json-values';

/** One row of the table in the dialog, as the flow keeps it. */
export interface MapRow {
  /** Such as `spindles.S1.load`. */
  field: string;
  value: string;
  valueType: string;
  /** What becomes of values, by their text; `*` of all others. */
  map?: Record<string, string>;
  factor?: number;
}

/** The rows of a flow, whoever has written it: what has no text for its field is no row. */
export function mapRows(saved: unknown): MapRow[] {
  if (!Array.isArray(saved)) return [];
  return saved.filter(isPlainObject).flatMap((row) => {
    const { field, value, valueType, map, factor } = row;
    if (typeof field !== 'string' || field.trim() === '') return [];
    const number = Number(factor);
    return [
      {
        field: field.trim(),
        value: String(value ?? ''),
        valueType: typeof valueType === 'string' ? valueType : 'msg',
        ...(isPlainObject(map) && Object.keys(map).length > 0 ? { map: textsOf(map) } : {}),
        ...(factor !== undefined && factor !== '' && Number.isFinite(number) && number !== 1
          ? { factor: number }
          : {}),
      },
    ];
  });
}

/** A map as it is typed: `1 = running, 0 = idle, * = unknown`. */
export function mapText(map: Readonly<Record<string, string>> = {}): string {
  return Object.entries(map)
    .map(([from, to]) => `${from} = ${to}`)
    .join(', ');
}

/** What is typed, as a map; undefined where it is none. */
export function readMapText(text: string): Record<string, string> | undefined {
  const pairs = text
    .split(/[,，;；\n]/)
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => ({ pair, sign: pair.search(/[=→:]/) }));
  if (pairs.some(({ sign }) => sign < 0)) return undefined;
  return Object.fromEntries(
    pairs.map(({ pair, sign }) => [pair.slice(0, sign).trimEnd(), pair.slice(sign + 1).trimStart()]),
  );
}

function textsOf(map: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([from, to]) => [from, String(to)]));
}
