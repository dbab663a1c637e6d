import { isPlainObject, textOf } from '../json/json-values';

/** How the text of a value of a thing model is read. */
export type ThingType =
  | { kind: 'number' }
  /** A number of an enumeration, only as the model writes it. */
  | { kind: 'enum' }
  /** Texts, dates, booleans: as they come. */
  | { kind: 'kept' }
  | { kind: 'struct'; fields: ThingFields }
  | { kind: 'list'; element: ThingType };

/** Fields by their code, and by their number, which the history has in place of it. */
export interface ThingFields {
  byCode: ReadonlyMap<string, ThingType>;
  byId: ReadonlyMap<string, ThingType>;
}

/** The part of a product's thing model that says what values are (docs/platforms/quectel.md). */
export interface ThingModel {
  properties: ThingFields;
  events: ReadonlyMap<string, ThingFields>;
  services: ReadonlyMap<string, { input: ThingFields; output: ThingFields }>;
}

const SCALARS: Readonly<Record<string, ThingType>> = {
  INT: { kind: 'number' },
  FLOAT: { kind: 'number' },
  DOUBLE: { kind: 'number' },
  ENUM: { kind: 'enum' },
  TEXT: { kind: 'kept' },
  DATE: { kind: 'kept' },
  BOOL: { kind: 'kept' },
};
const REFERENCE = /^#\/properties\/id\/(.+)$/;

/** The thing model that `productTSL` answers; undefined for what is none. */
export function readThingModel(tsl: unknown): ThingModel | undefined {
  if (!isPlainObject(tsl) || !Array.isArray(tsl['properties'])) return undefined;
  const properties = fieldsOf(tsl['properties']);
  const byCode = <T>(list: unknown, read: (entry: Record<string, unknown>) => T) =>
    new Map(
      entriesOf(list).flatMap((entry) =>
        typeof entry['code'] === 'string' ? [[entry['code'], read(entry)]] : [],
      ),
    );
  return {
    properties,
    events: byCode(tsl['events'], ({ outputData }) => fieldsOf(outputData, properties)),
    services: byCode(tsl['services'], ({ inputData, outputData }) => ({
      input: fieldsOf(inputData, properties),
      output: fieldsOf(outputData, properties),
    })),
  };
}

/** Events and services may name properties in place of fields of their own. */
function fieldsOf(list: unknown, properties?: ThingFields): ThingFields {
  const byCode = new Map(properties?.byCode);
  const byId = new Map<string, ThingType>();
  for (const entry of entriesOf(list)) {
    const id = textOf(entry['id']);
    const type = referredType(entry, properties) ?? typeOf(entry);
    if (type && typeof entry['code'] === 'string') byCode.set(entry['code'], type);
    if (type && id !== undefined) byId.set(id, type);
  }
  return { byCode, byId };
}

function referredType(entry: Record<string, unknown>, properties?: ThingFields): ThingType | undefined {
  const [, id] = REFERENCE.exec(textOf(entry['$ref']) ?? '') ?? [];
  return id === undefined ? undefined : properties?.byId.get(id);
}

function typeOf({ dataType, specs }: Record<string, unknown>): ThingType | undefined {
  const name = textOf(dataType)?.toUpperCase() ?? '';
  if (name === 'STRUCT') return { kind: 'struct', fields: fieldsOf(specs) };
  if (name !== 'ARRAY') return Object.hasOwn(SCALARS, name) ? SCALARS[name] : undefined;
  const element = isPlainObject(specs) ? typeOf(specs) : undefined;
  return element && { kind: 'list', element };
}

function entriesOf(list: unknown): Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter(isPlainObject) : [];
}
