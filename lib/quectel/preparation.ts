import type { OperationInput } from '../catalogue';
import { InputError } from '../errors';
import { numberOf } from '../json/json-values';
import { readDataText, serviceDataText, writeDataText } from './data-text';

type Values = Record<string, unknown>;

const LARGEST_BATCH = 500;
const LONGEST_RAW_TEXT = 4096;
const LARGEST_BODY_PAGE = 100;

/**
 * What the catalogue's types cannot say: `data` texts built from values, limits, and parameters that stand in for one
 * another (docs/platforms/quectel.md, "Operations" and "Calls to devices"). Throws `InputError` for what the platform
 * would refuse.
 */
export function prepareInput(operation: string, input: OperationInput): OperationInput {
  const prepare = PREPARATIONS[operation];
  return prepare ? { ...input, values: prepare({ ...input.values }) } : input;
}

const PREPARATIONS: Readonly<Record<string, (values: Values) => Values>> = {
  deviceReadData: (values) => withData(values, readDataText),
  deviceWriteData: (values) => withData(values, writeDataText),
  deviceSendServiceData: (values) => withData(values, serviceDataText),
  deviceSendRawData: rawData,
  deviceCreateBatch: limitedBatch,
  deviceUpdateBatch: limitedBatch,
  productTSL: (values) => oneOf(values, ['productId'], ['productKey']),
  gatewaySubList: (values) => oneOf(values, ['deviceId'], ['productKey', 'deviceKey']),
  deviceGetLocation: (values) => oneOf(values, ['deviceId'], ['productKey', 'deviceKey']),
  subscribeCreatByPKDK: deviceOfDeviceLevel,
  queueList: limitedPage,
  subscribeList: limitedPage,
};

function withData(values: Values, text: (data: unknown) => string): Values {
  return isGiven(values['data']) ? { ...values, data: text(values['data']) } : values;
}

/** Bytes go out as hexadecimal digits unless the form is chosen. */
function rawData(values: Values): Values {
  const { data } = values;
  if (isGiven(data) && typeof data !== 'string' && !Buffer.isBuffer(data)) {
    throw new InputError('data', '"data" must be a text or a Buffer');
  }
  const encode = Buffer.isBuffer(data) && !isGiven(values['encode']) ? 'Hex' : values['encode'];
  const text = Buffer.isBuffer(data) ? data.toString(encode === 'Text' ? 'utf8' : 'hex') : data;
  if (isGiven(encode) && encode !== 'Hex' && encode !== 'Text') {
    throw new InputError('encode', '"encode" must be "Hex" or "Text"');
  }
  if (typeof text === 'string' && encode === 'Hex' && !/^([0-9a-f]{2})+$/i.test(text)) {
    throw new InputError('data', '"data" must be an even number of hexadecimal digits');
  }
  if (typeof text === 'string' && text.length > LONGEST_RAW_TEXT) {
    throw new InputError('data', `"data" has more than ${LONGEST_RAW_TEXT} characters`);
  }
  return { ...values, data: text, ...(isGiven(encode) ? { encode } : {}) };
}

function limitedBatch(values: Values): Values {
  const { devices } = values;
  if (Array.isArray(devices) && devices.length > LARGEST_BATCH) {
    throw new InputError('devices', `"devices" holds ${devices.length} devices; at most ${LARGEST_BATCH} go`);
  }
  return values;
}

function limitedPage(values: Values): Values {
  const size = numberOf(values['pageSize']) ?? 1;
  if (size < 1 || size > LARGEST_BODY_PAGE) {
    throw new InputError('pageSize', `"pageSize" must be from 1 to ${LARGEST_BODY_PAGE}`);
  }
  return values;
}

function deviceOfDeviceLevel(values: Values): Values {
  if (numberOf(values['dataLevel']) === 2 && !isGiven(values['deviceKey'])) {
    throw new InputError('deviceKey', '"deviceKey" is missing: "dataLevel" 2 means one device');
  }
  return values;
}

function oneOf(values: Values, first: string[], second: string[]): Values {
  const isComplete = (names: string[]) => names.every((name) => isGiven(values[name]));
  if (isComplete(first) || isComplete(second)) return values;
  const missing = second.find((name) => !isGiven(values[name])) ?? '';
  throw new InputError(missing, `Either "${first.join('" and "')}" or "${second.join('" and "')}" is needed`);
}

function isGiven(value: unknown): boolean {
  return value !== undefined;
}
