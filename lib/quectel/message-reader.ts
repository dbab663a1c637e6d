import { Value } from '@sinclair/typebox/value';
import { parseJson } from '../exact-json';
import { isPlainObject } from '../json-values';
import { unexpectedAnswer } from './failures';
import { QuectelMessage } from './messages';

type Fields = Record<string, unknown>;

/** Status fields that are numbers; the others are versions, identifiers and numbers of SIM cards. */
const NUMERIC_STATUS = new Set([
  'battery',
  'voltage',
  'signal_strength',
  'memory_free',
  'rsrp',
  'rsrq',
  'snr',
  'cell_id',
  'mcc',
  'mnc',
  'lac',
]);
/** Numbers as platforms write them; a leading zero makes a number a text, such as a serial number. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?(E[+-]?\d+)?$/i;
const EXACT_DIGITS = 15;

export interface MessageReading {
  /** Turns numbers that came as texts into numbers. */
  numbers: boolean;
}

/**
 * A message of the platform (quectel.md, "AMQP message subscription"), from its UTF-8 JSON. Throws
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
  if (!Value.Check(QuectelMessage, message)) {
    const [problem] = [...Value.Errors(QuectelMessage, message)];
    throw unexpectedAnswer(`The message's "${problem?.path ?? ''}" is not as it should be`);
  }
  return message;
}

function parse(content: Buffer): Fields {
  let value: unknown;
  try {
    value = parseJson(content.toString('utf8'));
  } catch {
    throw unexpectedAnswer('The message is not JSON');
  }
  if (!isPlainObject(value)) throw unexpectedAnswer('The message is not an object');
  return value;
}

/**
 * The platform pushes INT, FLOAT, DOUBLE and ENUM as texts (quectel.md). What reads as a number becomes one, in
 * lists and structures too, unless digits would be lost.
 */
function withNumbers(fields: Fields, only?: ReadonlySet<string>): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      only === undefined || only.has(name) ? asNumber(value) : value,
    ]),
  );
}

function asNumber(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asNumber);
  if (isPlainObject(value)) return withNumbers(value);
  if (typeof value !== 'string' || !NUMBER.test(value)) return value;
  const digits = value.replace(/E.*$/i, '').replace(/\D/g, '');
  const number = Number(value);
  return digits.length > EXACT_DIGITS || !Number.isFinite(number) ? value : number;
}
