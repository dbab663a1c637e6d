import { isPlain } from '../support/answering-server';
import { type Outcome, refused } from './tokens';

export interface DeviceHabits {
  /** This device refuses what is sent to it. */
  refusing?: string;
  /** `code` of each device's result is a text. */
  textualResults?: boolean;
  /** The answer of a downlink call lacks the results of devices that took it. */
  onlyRefusals?: boolean;
}

export const productKey = 'p11rXq';

/** Checks a downlink call and tells each device's result ("Downlink in detail"). */
export function downlink(path: string, body: Record<string, unknown>, habits: DeviceHabits): Outcome {
  const isRaw = path.endsWith('/raw/sendData');
  const { data, devices, encode } = body;
  if (typeof data !== 'string' || !Array.isArray(devices) || devices.length === 0) {
    return refused(50005, 'Parameter verification failed');
  }
  if (!(isRaw ? isPayload(data, encode) : isList(data))) return refused(50005, 'data has a wrong format');
  const keys = devices.map((device) => keysOf(device, isRaw, body['productKey']));
  if (keys.some((key) => key === undefined)) return refused(50005, 'devices has a wrong format');
  const results = keys.map((key, index) => {
    const isRefused = key?.deviceKey === habits.refusing;
    const code = isRefused ? 70130 : 200;
    return {
      code: habits.textualResults ? String(code) : code,
      ...key,
      ticket: isRefused ? null : `ticket-${index}`,
      message: isRefused ? 'device does not exist' : null,
    };
  });
  const told = habits.onlyRefusals ? results.filter(({ ticket }) => ticket === null) : results;
  return { code: 200, msg: '', data: told };
}

/** `data` is a text that holds a JSON list, with values as texts. */
function isList(data: string): boolean {
  try {
    return Array.isArray(JSON.parse(data));
  } catch {
    return false;
  }
}

function isPayload(data: string, encode: unknown): boolean {
  if (encode === 'Text') return data.length <= 4096;
  return data.length <= 4096 && /^([0-9a-f]{2})+$/i.test(data);
}

function keysOf(
  device: unknown,
  isRaw: boolean,
  product: unknown,
): { productKey: string; deviceKey: string } | undefined {
  if (!isRaw)
    return typeof device === 'string' ? { productKey: String(product), deviceKey: device } : undefined;
  if (!isPlain(device)) return undefined;
  const { productKey: ofDevice, deviceKey } = device;
  if (typeof ofDevice !== 'string' || typeof deviceKey !== 'string') return undefined;
  return { productKey: ofDevice, deviceKey };
}
