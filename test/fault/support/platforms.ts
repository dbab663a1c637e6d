import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import { DhgjSimulator } from '../../../lib/simulator/dhgj/dhgj-simulator';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { OmsSimulator } from '../../../lib/simulator/oms/oms-simulator';
import type { PlatformSimulator } from '../../../lib/simulator/platform-simulator';
import { QuectelSimulator } from '../../../lib/simulator/quectel/quectel-simulator';
import type { QuectelOptions } from '../../../lib/simulator/quectel/settings';
import type { Stage } from './rows';

const noProperties = () => ({});

async function stageOf(simulator: PlatformSimulator, path = ''): Promise<Stage> {
  await simulator.start();
  return { simulator, addresses: { baseUrl: `${simulator.origin}${path}` } };
}

export const mgm = {
  account: { type: 'mgm-account', credentials: { appKey: 'simulator', appSecret: 'simulator' } },
  stage: () =>
    stageOf(new MgmSimulator({ machines: 2, realtimeIntervalMs: 300, transferPieceDelayMs: 30 }), '/v1'),
  properties: noProperties,
};

/** The unconfigured box, the last, has no live data. */
export const mgmMachines = (simulator: PlatformSimulator): string[] =>
  (simulator as MgmSimulator).machineIds.slice(0, -1);

export const oms = {
  account: { type: 'oms-server', credentials: { appId: 'simulator', appSecret: 'simulator' } },
  stage: () => stageOf(new OmsSimulator({ devices: 5, logEntries: 1 })),
  properties: noProperties,
};

export const omsDevice = (simulator: PlatformSimulator): string =>
  [...(simulator as OmsSimulator).world.devices.keys()][0] ?? '';

export const dhgj = {
  account: { type: 'dhgj-account', credentials: { clientId: 'simulator', clientSecret: 'simulator' } },
  stage: () => stageOf(new DhgjSimulator()),
  properties: noProperties,
};

export const bivrost = {
  account: {
    type: 'bivrost-gateway',
    credentials: { username: 'simulator', password: 'simulator', key: '' },
    properties: { auth: 'jwt' },
  },
  stage: () => stageOf(new BivrostSimulator({ machines: 3, offlineMachines: 0, taskIntervalMs: 200 })),
  properties: noProperties,
};

export const quectel = {
  account: { type: 'quectel-account', credentials: { accessKey: 'simulator', accessSecret: 'simulator' } },
  stage: () => quectelStage(),
  properties: noProperties,
};

/** The broker is a server of its own: a fault lies before both. */
export async function quectelStage(options: QuectelOptions = {}): Promise<Stage> {
  const simulator = new QuectelSimulator({ reportIntervalMs: 500, ...options });
  const { addresses } = await stageOf(simulator);
  return { simulator, addresses: { ...addresses, brokerUrl: simulator.broker.url } };
}
