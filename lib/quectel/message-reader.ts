import { lazy } from '../async/lazy';
import { JsonLimitError, MOST_MESSAGE_VALUES, parseJson } from '../json/exact-json';
import { isPlainObject } from '../json/json-values';
import { unexpectedAnswer } from './failures';
import type { QuectelMessage } from './messages';
import type { ThingFields, ThingModel } from './thing-model';
import { holdsNumericText, plainValues, valuesByModel } from './thing-values';

const loadCheck = lazy(() => {
  const { Value } = require('@sinclair/typebox/value') as typeof import('@sinclair/typebox/value');
  const schemas = require('./messages') as typeof import('./messages');
  return (message: unknown): message is QuectelMessage => Value.Check(schemas.QuectelMessage, message);
});

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
/** Types whose values the product's thing model describes. */
const OF_THING_MODEL = new Set(['MATTR', 'MEVENT', 'MSERV']);
const MILLISECONDS = /^\d{1,15}$/;

/**
 * A message of the platform (docs/platforms/quectel.md, "AMQP message subscription"), from its UTF-8 JSON, values as they
 * came. Throws `PlatformError` when it is not one.
 */
export function readMessage(content: Buffer): QuectelMessage {
  const message = parse(content);
  const { createdAt } = message;
  if (typeof createdAt === 'string' && MILLISECONDS.test(createdAt)) message['createdAt'] = Number(createdAt);
  // Whatever else is unusual is handed on as a message that the documents do not have.
  const isMessage: (value: unknown) => value is QuectelMessage = loadCheck();
  if (!isMessage(message)) throw unexpectedAnswer('The message\'s "type" is no text');
  return message;
}

/** The product whose thing model says which values of the message are numbers; undefined where it makes no difference. */
export function modelledProduct(message: Fields): string | undefined {
  const { type, productKey } = message;
  if (!OF_THING_MODEL.has(String(type)) || typeof productKey !== 'string') return undefined;
  return holdsNumericText(valuesOf(message)) ? productKey : undefined;
}

/** The message with numbers in place of texts that hold them: the platform pushes INT, FLOAT, DOUBLE and ENUM as texts. */
export function withNumbers(message: QuectelMessage, model?: ThingModel): QuectelMessage {
  const kv = valuesOf(message);
  if (kv === undefined) return message;
  const converted =
    message.type === 'STATUS' ? plainValues(kv, NUMERIC_STATUS) : valuesByModel(kv, fieldsOf(message, model));
  return { ...message, data: { ...(message.data as Fields), kv: converted } } as QuectelMessage;
}

function valuesOf({ data }: Fields): Fields | undefined {
  const kv = isPlainObject(data) ? data['kv'] : undefined;
  return isPlainObject(kv) ? kv : undefined;
}

/** What the model says of this kind of message. */
function fieldsOf({ type, subtype, data }: Fields, model: ThingModel | undefined): ThingFields | undefined {
  const code = isPlainObject(data) ? String(data['code']) : '';
  switch (type) {
    case 'MATTR':
      return model?.properties;
    case 'MEVENT':
      return model?.events.get(code) ?? model?.properties;
    case 'MSERV': {
      const service = model?.services.get(code);
      return subtype === 'OUTPUT' ? service?.output : service?.input;
    }
    default:
      return undefined;
  }
}

function parse(content: Buffer): Fields {
  let value: unknown;
  try {
    value = parseJson(content.toString('utf8'), { mostValues: MOST_MESSAGE_VALUES });
  } catch (thrown) {
    if (thrown instanceof JsonLimitError) throw thrown;
    throw unexpectedAnswer('The message is not JSON');
  }
  if (!isPlainObject(value)) throw unexpectedAnswer('The message is not an object');
  return value;
}
