import type { QuectelClient } from '../../../../lib/quectel/client';
import type { QuectelSimulator } from '../../../../lib/simulator/quectel/quectel-simulator';

export type Values = Record<string, unknown>;

/** What sample values are made from. */
export interface SampleWorld {
  client: QuectelClient;
  simulator: QuectelSimulator;
}

/** A value for every documented parameter, by its name; what an operation needs otherwise is in `samples`. */
const usual: Values = {
  productKey: 'p1SPN1',
  deviceKey: 'p1SPN1-01',
  language: 'EN',
  pageNum: 1,
  pageSize: 5,
  page: 1,
  isCache: false,
  isCover: true,
  cacheTime: 360,
  qos: 1,
  extendPara: { note: 'x' },
  status: 1,
};

let made = 0;

async function call(world: SampleWorld, operation: string, values: Values): Promise<Values> {
  const { data } = await world.client.request(operation, values);
  return (data ?? {}) as Values;
}

async function newQueue(world: SampleWorld): Promise<{ queueId: unknown; queueName: unknown }> {
  made += 1;
  const { id, queueName } = await call(world, 'queueCreate', { queueName: `sample-${made}` });
  return { queueId: id, queueName };
}

async function newSubscription(world: SampleWorld): Promise<{ subscribeId: unknown; queueName: unknown }> {
  const { queueName } = await newQueue(world);
  const fields = { queueName, subscribeName: `sample-${made}`, msgTypes: [101, 102] };
  return { queueName, ...(await call(world, 'subscribeCreatBySaaS', fields)) } as {
    subscribeId: unknown;
    queueName: unknown;
  };
}

async function runningSubscription(world: SampleWorld): Promise<Values> {
  const { subscribeId } = await newSubscription(world);
  await call(world, 'subscribeStart', { subscribeId });
  return { subscribeId };
}

const period = { beginDateTimp: 1_600_000_000_000, endDateTimp: 4_000_000_000_000 };
const device = (name: string): Values => ({ deviceKey: name, deviceName: `机床 ${name}`, sn: `SN-${name}` });

/** Values that make an operation succeed in the simulated world, where they are not the usual ones. */
const samples: Record<string, (world: SampleWorld) => Values | Promise<Values>> = {
  accessKeyLogin: () => ({ client_id: 'node-red', scope: 'userinfo tls' }),
  refreshToken: () => ({ scope: 'userinfo' }),
  productTSL: () => ({ productId: 11_001 }),
  deviceList: () => ({ activeStatus: 1, deviceStatus: 1 }),
  deviceCreate: () => ({ ...device('NEW-0001'), authMode: 1, fingerPrint: 'ab:cd', psk: 'a-psk' }),
  deviceCreateBatch: () => ({ devices: [device('NEW-0002'), { ...device('NEW-0003'), authMode: 0 }] }),
  deviceUpdate: () => device('p1SPN1-02'),
  deviceUpdateBatch: () => ({ devices: [device('p1SPN1-03'), device('p1SPN1-04')] }),
  deviceDelete: () => ({ deviceKey: 'p1SPN1-06' }),
  gatewaySubList: ({ simulator }) => ({
    productKey: 'p1GTW1',
    deviceKey: 'p1GTW1-01',
    deviceId: simulator.world.find('p1GTW1', 'p1GTW1-01')?.sheet.deviceId,
  }),
  gatewayGetProductByChildDevice: () => ({ productKey: 'p1COO1', deviceKey: 'p1COO1-01' }),
  gatewayUnbind: () => ({ productKey: 'p1COO1', deviceKey: 'p1COO1-02' }),
  deviceReadData: () => ({ devices: ['p1SPN1-01'], data: '["temperature","mode"]' }),
  deviceWriteData: () => ({
    devices: ['p1SPN1-01', 'p1SPN1-02'],
    data: '[{"mode":"1"},{"door_open":"true"}]',
  }),
  deviceSendServiceData: () => ({ devices: ['p1SPN1-01'], data: '[{"start_shift":[{"shift":"2"}]}]' }),
  deviceSendRawData: () => ({
    devices: [{ productKey: 'p1TRK1', deviceKey: 'p1TRK1-01' }],
    data: '0a0B',
    encode: 'Hex',
  }),
  deviceGetLocation: ({ simulator }) => ({
    productKey: 'p1TRK1',
    deviceKey: 'p1TRK1-01',
    deviceId: simulator.world.find('p1TRK1', 'p1TRK1-01')?.sheet.deviceId,
  }),
  deviceDataHistory: ({ simulator }) => ({
    ...period,
    direction: 1,
    sendStatus: 1,
    deviceId: simulator.world.find('p1SPN1', 'p1SPN1-01')?.sheet.deviceId,
  }),
  deviceEventHistory: ({ simulator }) => ({
    ...period,
    eventType: '1',
    deviceId: simulator.world.find('p1SPN1', 'p1SPN1-01')?.sheet.deviceId,
  }),
  queueCreate: () => ({ queueName: 'testAbc', queueDesc: '测试' }),
  queueDelete: newQueue,
  queueClear: newQueue,
  queueList: () => ({ queueName: 'shopfloor' }),
  queueDetail: newQueue,
  subscribeCreatByPKDK: async (world) => ({
    ...(await newQueue(world)),
    subscribeName: '订阅_1',
    dataLevel: 2,
    msgTypes: [1, 6, 7],
  }),
  subscribeCreatBySaaS: async (world) => ({
    ...(await newQueue(world)),
    subscribeName: 'saas',
    msgTypes: [101, 105],
  }),
  subscribeCreatByEnduser: async (world) => ({
    ...(await newQueue(world)),
    subscribeName: 'users',
    endUserDomain: 'C.DM.26106.1',
    msgTypes: [201],
  }),
  subscribeDelete: newSubscription,
  subscribeUpdate: async (world) => ({
    ...(await newSubscription(world)),
    subscribeName: 'renamed',
    msgTypes: [103],
  }),
  subscribeList: () => ({ queueName: 'shopfloor', subscribeName: 'all' }),
  subscribeDetail: newSubscription,
  subscribeStart: newSubscription,
  subscribeStop: runningSubscription,
  enduserDomainUserList: () => ({ userDomain: 'C.DM.26106.1' }),
  enduserUserInfo: () => ({ uid: 'C1001' }),
  enduserSetUserStatus: () => ({ uid: 'C1002', status: 0 }),
  enduserDeviceList: () => ({ uid: 'C1003' }),
  enduserGetUserByDevice: () => ({ pk: 'p1SPN1', userDomain: 'C.DM.26106.1', uid: 'C1001' }),
  enduserVerifyBindingCode: ({ simulator }) => ({
    pk: 'p1SPN1',
    dk: 'p1SPN1-01',
    bindingCode: simulator.endUsers.bindingCode('p1SPN1', 'p1SPN1-01'),
    isBinding: 1,
  }),
};

/** A value for every parameter of the operation that is given by name, so that it succeeds. */
export async function sampleValues(world: SampleWorld, operation: string, names: string[]): Promise<Values> {
  const special = (await samples[operation]?.(world)) ?? {};
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = special[name] ?? usual[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
