import { isPlainObject } from '../json/json-values';
import type { ThingFields, ThingType } from './thing-model';

type Fields = Record<string, unknown>;

/** Fields that are identifiers on every device. Their digits are no number, whatever a model says. */
const IDENTIFIERS = new Set(['cell_id', 'lac', 'mcc', 'mnc', 'icc_id', 'phone_num', 'sim_num']);
/** Names that fields for identifiers usually have, where no model says what they are. */
const NAMES_SOMETHING = /(?:^|[_-])(?:id|imei|imsi|iccid|sn|phone|key|version)$|[a-z](?:Id|Sn|Key|Version)$/;
/** Texts with an exponent are left alone, because a text such as 12E3 may be a name. */
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const LARGEST = Number.MAX_SAFE_INTEGER;

/**
 * Values by their code (`{load: "1.10"}`), or by their number as the history has them (`[{id: 2, value: "1.10"}]`),
 * with numbers where the thing model has numbers. What it does not know, or everything where there is none, becomes a
 * number only if that prints back the same: `1.10` and `007` say more than a number can. Nothing becomes a number that
 * would not hold all its digits.
 */
export function valuesByModel(values: unknown, fields: ThingFields | undefined): unknown {
  if (Array.isArray(values)) return values.map((entry: unknown) => listed(entry, fields));
  if (!isPlainObject(values)) return values;
  return converted(values, (value, code) => {
    if (IDENTIFIERS.has(code)) return value;
    const type = fields?.byCode.get(code);
    return type ? typedValue(value, type) : plainNamed(value, code);
  });
}

/** An entry of a list of values; one that is a text is a number of a field. */
function listed(entry: unknown, fields: ThingFields | undefined): unknown {
  if (!isPlainObject(entry)) return entry;
  if (!isNumbered(entry, fields)) return valuesByModel(entry, fields);
  const type = fields?.byId.get(String(entry['id']));
  const { value } = entry;
  return { ...entry, value: type ? typedValue(value, type) : plainValue(value) };
}

/** True where a model can make a difference: some text in it reads as a number. */
export function holdsNumericText(value: unknown): boolean {
  if (typeof value === 'string') return NUMBER.test(value);
  if (Array.isArray(value)) return value.some(holdsNumericText);
  return isPlainObject(value) && Object.values(value).some(holdsNumericText);
}

/** Values of a documented set of fields, without a model; the others are left alone. */
export function plainValues(values: Fields, wanted: ReadonlySet<string>): Fields {
  return converted(values, (value, code) => (wanted.has(code) ? plainValue(value) : value));
}

function typedValue(value: unknown, type: ThingType): unknown {
  switch (type.kind) {
    case 'number':
      return typeof value === 'string' ? numberIn(value) : value;
    case 'enum':
      return plainValue(value);
    case 'kept':
      return value;
    case 'struct':
      return valuesByModel(value, type.fields);
    case 'list':
      return Array.isArray(value) ? value.map((entry: unknown) => element(entry, type.element)) : value;
  }
}

/** An element as it is, as `{id: 0, value}`, or as `{"0": value}`. */
function element(entry: unknown, type: ThingType): unknown {
  if (!isPlainObject(entry)) return typedValue(entry, type);
  const fields = type.kind === 'struct' ? type.fields : undefined;
  if (isNumbered(entry, fields)) return { ...entry, value: typedValue(entry['value'], type) };
  const isIndexed = Object.keys(entry).every((key) => key === '0');
  return isIndexed || !fields
    ? converted(entry, (value) => typedValue(value, type))
    : valuesByModel(entry, fields);
}

function plainNamed(value: unknown, name: string): unknown {
  return IDENTIFIERS.has(name) || NAMES_SOMETHING.test(name) ? value : plainValue(value);
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((entry: unknown) =>
      isPlainObject(entry) && isNumbered(entry)
        ? { ...entry, value: plainValue(entry['value']) }
        : plainValue(entry),
    );
  }
  if (isPlainObject(value)) return converted(value, plainNamed);
  if (typeof value !== 'string' || !PLAIN_NUMBER.test(value)) return value;
  const number = Number(value);
  return Math.abs(number) <= LARGEST && String(number) === value ? number : value;
}

function numberIn(text: string): number | string {
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Math.abs(number) <= LARGEST ? number : text;
}

/** `{id, value}`, as the history has values, unless the structure has fields of these names. */
function isNumbered(entry: Fields, fields?: ThingFields): boolean {
  return 'id' in entry && 'value' in entry && Object.keys(entry).length === 2 && !fields?.byCode.has('value');
}

function converted(fields: Fields, convert: (value: unknown, name: string) => unknown): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, convert(value, name)]));
}
