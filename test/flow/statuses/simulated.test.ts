import { EventEmitter } from 'node:events';
import type { NodeAPI, NodeInitializer, NodeMessage } from 'node-red';
import { steadyTime } from '../../../lib/async/clock';
import { deferred } from '../../../lib/async/timing';
import { PlatformError } from '../../../lib/errors';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import { OmsSimulator } from '../../../lib/simulator/oms/oms-simulator';
import { inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';
import { ShownStatuses } from '../../support/shown-statuses';
import { withHooks } from '../quectel/support/hooks';
import { ToyAccount } from './toy-account';

const ACCOUNTS: Readonly<Record<string, string>> = {
  mgm: 'mgm-account',
  bivrost: 'bivrost-gateway',
  oms: 'oms-server',
  quectel: 'quectel-account',
  dhgj: 'dhgj-account',
};
const [deviceId] = [...new OmsSimulator().world.devices.keys()];
const [machineId] = new MgmSimulator().machineIds;
const CALLS: Readonly<Record<string, object>> = {
  'mgm-get-organization': {},
  'mgm-sys-info': { machines: machineId },
  'oms-request': { operation: 'device/list' },
  'oms-device-invoke': { deviceId, service: 'so', params: '{"level":1}', paramsType: 'json' },
  'oms-property-set': { deviceId, params: '{"nice":"1"}', paramsType: 'json' },
  'dhgj-request': { method: 'GET', path: '/api/machines', version: 1 },
  'quectel-request': { operation: 'productList' },
  'quectel-login': {},
  'bivrost-request': { operation: 'config/machines' },
  'bivrost-file': { action: 'list', machineId: '1010', machineIdType: 'str' },
};
const TRANSFER = 'mgm-trans-file';
const QUEUE = 'quectel-message-in';
const platformOf = (type: string): string => type.slice(0, type.indexOf('-'));

function registration(type: string): NodeInitializer {
  const path = `../../../nodes/${platformOf(type)}/${type}`;
  const { default: register } = require(path) as { default: NodeInitializer };
  return withHooks(register);
}

/** Texts with numbers are looked up where Node-RED runs, which the test helper leaves out. */
function withTexts(register: NodeInitializer): NodeInitializer {
  const lookUp = (key: string): string => (key === 'status.simulatedText' ? key : `the text of ${key}`);
  return (RED: NodeAPI) => register(Object.assign(RED, { _: lookUp }));
}

describe('The status of nodes whose account is simulated (docs/statuses.md)', function () {
  this.timeout(60_000);
  const statuses = new ShownStatuses('On the simulator');

  afterEach(() => unloadFlow());

  /** A node whose account does what the test says. */
  async function load(type: string, account: ToyAccount, more: object = {}): Promise<void> {
    const flow = inTab([
      { id: 'account', type: 'toy-account' },
      { id: type, type, account: 'account', version: 1, wires: [[], []], ...more },
    ]);
    await loadFlow([account.register, withTexts(registration(type))], flow);
  }

  it('says so where a call or a transfer has succeeded, as long as no other is under way', async () => {
    const accounts = Object.entries(ACCOUNTS).map(([id, type]) => ({ id, type, environment: 'simulator' }));
    const types = [...Object.keys(CALLS), TRANSFER];
    const nodes = types.map((type) => ({
      ...{ id: type, type, account: platformOf(type), wires: [[], []], allowChanges: true },
      ...CALLS[type],
    }));
    await loadFlow(
      [...Object.values(ACCOUNTS), ...types].map(registrationOf),
      inTab([...accounts, ...nodes]),
    );
    const ask = (): void => {
      for (const type of Object.keys(CALLS)) nodeById(type).receive({});
    };
    ask();
    await statuses.shows('status.simulated', Object.keys(CALLS));
    ask();
    await statuses.shows('status.calling', Object.keys(CALLS));
    const file = { machine_id: machineId, payload: Buffer.alloc(200_000, 7) };
    nodeById(TRANSFER).receive({ ...file, file_name: 'a.nc' } as NodeMessage);
    await statuses.shows('status.simulatedText', [TRANSFER]);
    await statuses.shows('status.simulated', [TRANSFER]);
    nodeById(TRANSFER).receive({ ...file, file_name: 'b.nc' } as NodeMessage);
    await statuses.shows('status.waiting', [TRANSFER]);
  });

  for (const type of ['mgm-get-organization', 'mgm-sys-info']) {
    it(`says so until when no calls go out: ${type}`, async () => {
      const answered = deferred<object>();
      const pause = Object.assign(new EventEmitter(), { until: steadyTime() + 60_000 });
      const ask = (): Promise<object> => answered.promise;
      const account = new ToyAccount({ isSimulated: true, pause, getOrganization: ask, getSysInfo: ask });
      account.open();
      await load(type, account, { machines: 'm' });
      nodeById(type).receive({});
      await statuses.shows('status.simulatedText', [type]);
      answered.resolve({ data: {}, call: {} });
      await statuses.shows('status.simulated', [type]);
    });
  }

  for (const type of ['mgm-realtime-in', 'bivrost-machine-in']) {
    it(`says so of counts, until there are none: ${type}`, async () => {
      const account = new ToyAccount({ isSimulated: true });
      account.open();
      await load(type, account, { machines: 'a', output: 'raw' });
      await new Promise((resolve) => setTimeout(resolve, 50));
      account.assigned({ mine: 1, total: 1, store: 'none' });
      await statuses.shows('status.simulatedText', [type]);
      account.assigned({ mine: 0, total: 0, store: 'none' });
      await statuses.shows('status.noMachines', [type]);
    });
  }

  it('says so of a queue, until its connection is lost', async () => {
    const account = new ToyAccount({ isSimulated: true });
    account.open();
    await load(QUEUE, account, { queue: 'q' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { onState, onUnreadable } = account.follower as Record<string, (...told: unknown[]) => void>;
    onState?.('open');
    await statuses.shows('status.simulated', [QUEUE]);
    const unreadable = new PlatformError('said', { code: 'x:1', kind: 'platform', retryable: true });
    onUnreadable?.(unreadable, { content: Buffer.from('{'), acknowledge: () => undefined });
    await statuses.shows('status.simulatedText', [QUEUE]);
    onState?.('waiting', unreadable);
    await statuses.shows('queue.lost', [QUEUE]);
  });
});

function registrationOf(type: string): NodeInitializer {
  const platform = Object.keys(ACCOUNTS).find((each) => ACCOUNTS[each] === type);
  if (platform === undefined) return registration(type);
  const { default: register } = require(`../../../nodes/${platform}/${type}`) as { default: NodeInitializer };
  return register;
}
