import { Value } from '@sinclair/typebox/value';
import { MOST_MESSAGE_VALUES, parseJson } from '../json/exact-json';
import { isPlainObject } from '../json/json-values';
import { unexpectedAnswer } from './failures';
import { QuectelMessage } from './messages';

type Fields = Record<string, unknown>;

/** Status fields that are measured; the others are versions, identifiers and numbers of SIM cards. */
const NUMERIC_STATUS = new Set([
  'battery',
  'voltage',
  'signal_strength',
  'memory_free',
  'rsrp',
  'rsrq',
  'snr',
]);
/** What names something, in whatever message: digits that are no number. */
const IDENTIFIERS = new Set(['cell_id', 'lac', 'mcc', 'mnc', 'icc_id', 'phone_num', 'sim_num']);
/** No exponent: of a text such as 12E3 nobody knows whether it is one. */
const NUMBER = /^-?\d+(\.\d+)?$/;
const MILLISECONDS = /^\d{1,15}$/;

export interface MessageReading {
  /** Turns numbers that came as texts into numbers. */
  numbers: boolean;
}

/**
 * A message of the platform (docs/platforms/quectel.md, "AMQP message subscription"), from its UTF-8 JSON. Throws
 * `PlatformError` when it is not one.
 */
export function readMessage(content: Buffer, { numbers }: MessageReading): QuectelMessage {
  const message = parse(content);
  const data = message['data'];
  const kv = isPlainObject(data) ? data['kv'] : undefined;
  if (numbers && isPlainObject(data) && isPlainObject(kv)) {
    const wanted = message['type'] === 'STATUS' ? NUMERIC_STATUS : undefined;
    message['data'] = { ...data, kv: withNumbers(kv, wanted) };
  }
  const { createdAt } = message;
  if (typeof createdAt === 'string' && MILLISECONDS.test(createdAt)) message['createdAt'] = Number(createdAt);
  // Whatever else is unusual is handed on as a message that the documents do not have.
  if (!Value.Check(QuectelMessage, message)) throw unexpectedAnswer('The message\'s "type" is no text');
  return message;
}

function parse(content: Buffer): Fields {
  let value: unknown;
  try {
    value = parseJson(content.toString('utf8'), { mostValues: MOST_MESSAGE_VALUES });
  } catch {
    throw unexpectedAnswer('The message is not JSON');
  }
  if (!isPlainObject(value)) throw unexpectedAnswer('The message is not an object');
  return value;
}

/**
 * The platform pushes INT, FLOAT, DOUBLE and ENUM as texts (docs/platforms/quectel.md, "AMQP message subscription").
 * What is written as the number would be becomes one, in lists and structures too: `1.10` and `007` say more than a
 * number can.
 */
function withNumbers(fields: Fields, only?: ReadonlySet<string>): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      !IDENTIFIERS.has(name) && (only === undefined || only.has(name)) ? asNumber(value) : value,
    ]),
  );
}

function asNumber(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asNumber);
  if (isPlainObject(value)) return withNumbers(value);
  if (typeof value !== 'string' || !NUMBER.test(value)) return value;
  const number = Number(value);
  return String(number) === value ? number : value;
}
