/** What a strict TypeScript program that uses the package as a CommonJS module may write, and what it may not. */
import sdk = require('@shopfloor/node-red-platforms');
import bivrost = require('@shopfloor/node-red-platforms/bivrost');
import oms = require('@shopfloor/node-red-platforms/oms');
import quectel = require('@shopfloor/node-red-platforms/quectel');

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const isTrue = <T extends true>(): T | undefined => undefined;

export async function read(gateway: bivrost.BivrostClient, signal: AbortSignal): Promise<void> {
  const { data, call } = await gateway.request('cnc/readCount', { machineID: '1010' }, { signal });
  isTrue<Equal<typeof data.count, number | undefined>>();
  isTrue<Equal<typeof call, bivrost.CallReport>>();
  await gateway.request('cnc/batchReadErrors', {}, { items: [{ machineID: '1010' }] });
  const { data: file } = await gateway.request('cnc/receiveFileStream', {
    machineID: '1010',
    fileName: 'O1',
  });
  isTrue<Equal<typeof file, Buffer>>();
  // @ts-expect-error: the machine is missing.
  await gateway.request('cnc/readCount');
  // @ts-expect-error: a channel is a number.
  await gateway.request('cnc/readCNCStatus', { machineID: '1010', channel: 'main' });
  // @ts-expect-error: there is no such parameter.
  await gateway.request('cnc/readCNCStatus', { machineID: '1010', canal: 1 });
  // @ts-expect-error: there is no such operation.
  await gateway.request('cnc/readCNCState', { machineID: '1010' });
  // @ts-expect-error: the list is missing.
  await gateway.request('cnc/batchReadErrors', {});
}

export async function readAny(server: oms.OmsClient, operation: string): Promise<unknown> {
  await server.request('device/list', { page: 1, of_this_server_alone: true });
  for await (const { items } of server.pages('device/list', { page_size: 50 }))
    isTrue<Equal<typeof items, unknown[]>>();
  // @ts-expect-error: a single device has no pages.
  server.pages('device/detail', { device_id: '1' });
  const { data } = await server.request(operation, { whatever: 1 });
  isTrue<Equal<typeof data, unknown>>();
  return data;
}

export async function list(cloud: quectel.QuectelClient): Promise<string[]> {
  const keys: string[] = [];
  for await (const { items } of cloud.pages('deviceList', { productKey: 'p' })) {
    for (const { deviceKey } of items) if (deviceKey !== undefined) keys.push(deviceKey);
  }
  await cloud.request('deviceWriteData', { productKey: 'p', devices: ['d'], data: [{ speed: 1 }] });
  return keys;
}

/** All types that the clients use have names, and the entries' are the same. */
export function explain(error: unknown): string {
  if (error instanceof sdk.InputError) return error.field;
  if (error instanceof oms.PlatformError && error.name === 'PlatformError') return error.code;
  return String(error);
}
export type Named = [
  bivrost.BivrostOperations['cnc/readCount']['answer'],
  bivrost.RequestOptions,
  quectel.Page,
  sdk.MgmOrganization,
  sdk.DhgjRequestOptions,
  sdk.PlatformOptions,
];
