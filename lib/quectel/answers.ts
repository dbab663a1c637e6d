import { countOf, type OperationRow, type PageContent, valueAt } from '../catalogue';
import { PlatformError } from '../errors';
import { DEFAULT_MOST_VALUES, JsonLimitError, parseJson, tooManyValues } from '../json/exact-json';
import { isPlainObject, numberOf, textOf } from '../json/json-values';
import { valuesIn } from '../json/value-size';
import { quectelError, unexpectedAnswer } from './failures';
import type { ThingModel } from './thing-model';
import { holdsNumericText, valuesByModel } from './thing-values';

type Fields = Record<string, unknown>;

const OK = 200;
const DOWNLINK_CALLS = new Set([
  'deviceReadData',
  'deviceWriteData',
  'deviceSendServiceData',
  'deviceSendRawData',
]);
const TOKEN_FACTS = ['token_type', 'expires_in', 'expire_in', 'scope'];
/** Fields of list entries that are texts with JSON in them, by operation. */
export const JSON_TEXTS: Readonly<Record<string, readonly string[]>> = {
  deviceDataHistory: ['dmData', 'thingModelData'],
  deviceEventHistory: ['outputData'],
};

/**
 * The data without its envelope: per-device results checked, texts with JSON in them parsed, the token itself
 * left out (messages hold no tokens; `quectel-login` hands it out).
 */
export function unwrapAnswer(operation: string, envelope: unknown, mostValues?: number): unknown {
  const fields = isPlainObject(envelope) ? envelope : {};
  if (operation === 'accessKeyLogin' || operation === 'refreshToken') return withoutToken(fields);
  const data = fields['data'];
  if (DOWNLINK_CALLS.has(operation)) checkDeviceResults(data);
  return parsedTexts(operation, data, mostValues);
}

/** Entries and total of a page; throws `PlatformError` where there is something else in the list's place. */
export function readPage(
  { operation, paging }: OperationRow,
  data: unknown,
  mostValues?: number,
): PageContent {
  const { items = 'data', total = '' } = paging ?? {};
  const list = valueAt(data, items) ?? [];
  if (!Array.isArray(list)) throw unexpectedAnswer(`"${items}" is no list`);
  return {
    items: parsedTexts(operation, list, mostValues) as unknown[],
    total: countOf(valueAt(data, total)),
  };
}

/**
 * Parses the documented JSON texts in the entries of a list; what cannot be parsed is left as it is. The limit of values
 * of an answer holds for all of them together: throws `JsonLimitError`.
 */
export function parsedTexts(operation: string, data: unknown, mostValues = DEFAULT_MOST_VALUES): unknown {
  const names = JSON_TEXTS[operation];
  if (names === undefined || !Array.isArray(data)) return data;
  let left = mostValues;
  const parsedOrText = (text: string): unknown => {
    const value = valueOrText(text, left, mostValues);
    left -= valuesIn(value, left);
    return value;
  };
  return data.map((entry: unknown) => {
    if (!isPlainObject(entry)) return entry;
    const texts = names.flatMap((name) => {
      const text = entry[name];
      return typeof text === 'string' ? [[name, parsedOrText(text)]] : [];
    });
    return { ...entry, ...Object.fromEntries(texts) };
  });
}

/** Entries of a history with numbers in place of texts that hold them, by the thing model of each entry's product. */
export async function withModelledNumbers(
  operation: string,
  data: unknown,
  modelOf: (productKey: string) => Promise<ThingModel | undefined>,
): Promise<unknown> {
  const names = JSON_TEXTS[operation];
  if (names === undefined || !Array.isArray(data)) return data;
  const entries: unknown[] = [];
  for (const entry of data as unknown[]) {
    entries.push(isPlainObject(entry) ? await withNumbers(entry, names, modelOf) : entry);
  }
  return entries;
}

async function withNumbers(
  entry: Fields,
  names: readonly string[],
  modelOf: (productKey: string) => Promise<ThingModel | undefined>,
): Promise<Fields> {
  const wanted = names.filter((name) => typeof entry[name] === 'object' && holdsNumericText(entry[name]));
  if (wanted.length === 0) return entry;
  const { productKey, eventCode } = entry;
  const model = typeof productKey === 'string' ? await modelOf(productKey) : undefined;
  const fields = model?.events.get(textOf(eventCode) ?? '') ?? model?.properties;
  const converted = wanted.map((name) => [name, valuesByModel(entry[name], fields)]);
  return { ...entry, ...Object.fromEntries(converted) };
}

/**
 * Downlink calls answer 200 with one result a device (docs/platforms/quectel.md, "Envelope"). Throws when a
 * device was refused; then `cause` has all `results`, with the tickets of the commands that went out.
 */
function checkDeviceResults(data: unknown): void {
  if (!Array.isArray(data)) throw unexpectedAnswer('"data" has no result for each device');
  const refused = data.filter((result: unknown) => !isPlainObject(result) || numberOf(result['code']) !== OK);
  const [first] = refused as unknown[];
  if (first === undefined) return;
  const { code, deviceKey, message } = isPlainObject(first) ? first : ({} as Fields);
  const {
    kind,
    retryable,
    message: reason,
    code: name,
  } = quectelError(numberOf(code) ?? 0, textOf(message) ?? '');
  throw new PlatformError(
    `${refused.length} of ${data.length} devices were refused; ${textOf(deviceKey) ?? 'one'}: ${reason}`,
    // The other devices have their commands; repeating the call would send these twice.
    {
      code: name,
      kind,
      retryable: retryable && refused.length === data.length,
      httpStatus: OK,
      cause: { results: data },
    },
  );
}

/** Only what is documented beside the token: others may hold it too, under whatever name. */
function withoutToken(fields: Fields): Fields {
  const known = TOKEN_FACTS.filter((name) => textOf(fields[name]) !== undefined);
  return Object.fromEntries(known.map((name) => [name, fields[name]]));
}

/** `left` of the limit are for this text. */
function valueOrText(text: string, left: number, mostValues: number): unknown {
  try {
    return parseJson(text, { mostValues: left });
  } catch (thrown) {
    if (thrown instanceof JsonLimitError && thrown.limit === 'too-many-values')
      throw tooManyValues(mostValues);
    return text;
  }
}
