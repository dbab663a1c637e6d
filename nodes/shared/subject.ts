import { textOf } from '../../lib/json/json-values';

/** What a call is about, as `msg.failure` names it, by the names that the platforms have for it. */
const NAMES: Readonly<Record<string, string>> = {
  machineID: 'machineId',
  machine_id: 'machineId',
  device_id: 'deviceId',
  deviceId: 'deviceId',
  deviceKey: 'deviceKey',
  product_id: 'productId',
  productId: 'productId',
  productKey: 'productKey',
  fileName: 'fileName',
  file_name: 'fileName',
  cloud_path: 'cloudPath',
  dirAtCNC: 'directory',
  queueName: 'queue',
};

/** The parts of the parameters that say what the call is about: one machine, device, file or queue. */
export function subjectOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const named = Object.entries(values).flatMap(([name, value]) => {
    const subject = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
    const text = textOf(value)?.trim() ?? '';
    return subject === undefined || text === '' ? [] : [[subject, text] as const];
  });
  return Object.fromEntries(named);
}
