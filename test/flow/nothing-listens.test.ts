import { expect } from 'chai';
import type { NodeInitializer } from 'node-red';
import { BivrostSimulator } from '../../lib/simulator/bivrost/bivrost-simulator';
import { DhgjSimulator } from '../../lib/simulator/dhgj/dhgj-simulator';
import { MgmSimulator } from '../../lib/simulator/mgm/mgm-simulator';
import { OmsSimulator } from '../../lib/simulator/oms/oms-simulator';
import { QuectelSimulator } from '../../lib/simulator/quectel/quectel-simulator';
import { eventually, inTab, loadFlow, nodeById, unloadFlow } from '../support/flow';
import { freePort } from '../support/servers';
import { withHooks } from './quectel/support/hooks';

/** What waits for others in this process: servers of TCP and of pipes, and sockets of UDP. */
const listening = (): string[] =>
  process
    .getActiveResourcesInfo()
    .filter((name) => /server|udp/i.test(name))
    .sort();

describe('Nothing of the package listens but simulators (SECURITY.md, "What is promised")', () => {
  const simulators = [
    new MgmSimulator({ machines: 2 }),
    new OmsSimulator(),
    new DhgjSimulator(),
    new BivrostSimulator({ machines: 2 }),
    new QuectelSimulator(),
  ] as const;
  const [mgm, oms, dhgj, bivrost, quectel] = simulators;

  before(async () => {
    for (const simulator of simulators) await simulator.start();
  });

  after(async () => {
    await unloadFlow();
    for (const simulator of simulators) await simulator.stop();
  });

  it('while all nodes work, with a shared store and without', async () => {
    const before = listening();
    expect(before.length, 'the simulators are seen').to.be.at.least(simulators.length);
    const accounts = [
      { id: 'store', type: 'shared-store/shared-store', url: `redis://127.0.0.1:${await freePort()}` },
      { id: 'hall', type: 'machine/plant' },
      { id: 'mgm', type: 'mgm/mgm-account', baseUrl: mgm.apiUrl },
      { id: 'shared', type: 'mgm/mgm-account', baseUrl: mgm.apiUrl, store: 'store' },
      { id: 'oms', type: 'oms/oms-server', baseUrl: oms.origin },
      { id: 'dhgj', type: 'dhgj/dhgj-account', baseUrl: dhgj.origin },
      { id: 'bivrost', type: 'bivrost/bivrost-gateway', baseUrl: bivrost.origin },
      { id: 'quectel', type: 'quectel/quectel-account', baseUrl: quectel.origin },
    ];
    const [machine = ''] = mgm.machineIds;
    const nodes = [
      { id: 'organization', type: 'mgm/mgm-get-organization', account: 'mgm' },
      { id: 'sys-info', type: 'mgm/mgm-sys-info', account: 'mgm', machines: machine },
      { id: 'realtime', type: 'mgm/mgm-realtime-in', account: 'mgm', machines: machine },
      { id: 'shared-realtime', type: 'mgm/mgm-realtime-in', account: 'shared', machines: machine },
      { id: 'send', type: 'mgm/mgm-trans-file', account: 'mgm', machineId: machine, fileName: 'O1' },
      { id: 'oms-call', type: 'oms/oms-request', account: 'oms', operation: 'device/list' },
      { id: 'invoke', type: 'oms/oms-device-invoke', account: 'oms', deviceId: 'd', service: 's' },
      { id: 'set', type: 'oms/oms-property-set', account: 'oms', deviceId: 'd' },
      { id: 'dhgj-call', type: 'dhgj/dhgj-request', account: 'dhgj', path: '/a' },
      { id: 'read', type: 'bivrost/bivrost-request', account: 'bivrost', operation: 'config/machines' },
      { id: 'machines', type: 'bivrost/bivrost-machine-in', account: 'bivrost', interval: 100 },
      { id: 'file', type: 'bivrost/bivrost-file', account: 'bivrost' },
      { id: 'login', type: 'quectel/quectel-login', account: 'quectel' },
      { id: 'products', type: 'quectel/quectel-request', account: 'quectel', operation: 'productList' },
      { id: 'queue', type: 'quectel/quectel-message-in', account: 'quectel', queue: 'shopfloor' },
      { id: 'map', type: 'machine/machine-map', machineId: 'payload' },
    ];
    const typed = <Given extends { type: string }>(given: Given) => ({
      ...given,
      type: given.type.split('/')[1] ?? '',
    });
    const registered = [...new Set([...accounts, ...nodes].map(({ type }) => type))].map((type) => {
      const { default: register } = require(`../../nodes/${type}`) as { default: NodeInitializer };
      return withHooks(register);
    });
    const keys = { appKey: 'simulator', appSecret: 'simulator', appId: 'simulator', clientId: 'simulator' };
    const more = { clientSecret: 'simulator', username: 'simulator', password: 'simulator' };
    const credentials = { ...keys, ...more, accessKey: 'simulator', accessSecret: 'simulator' };
    const flow = [
      ...accounts.map((account) => ({ environment: 'custom', ...typed(account) })),
      ...nodes.map((node) => ({ ...typed(node), wires: [[], []] })),
    ];
    const withKeys = accounts.filter(({ type }) => /account|server|gateway/.test(type));
    await loadFlow(registered, inTab(flow), Object.fromEntries(withKeys.map(({ id }) => [id, credentials])));
    for (const { id } of nodes) nodeById(id).receive({ payload: 'x', device_id: 'd', params: { a: 1 } });
    await eventually('machines and the queue are followed', () => quectel.broker.openConnections === 1);
    await eventually('and machines', () => mgm.sockets.some(({ endpoint }) => endpoint === 'real_time'));
    await eventually('the gateway is asked', () => bivrost.statistics.countOf('cnc/batchReadErrors') > 2);
    await eventually('files are sent', () => mgm.transfers.length > 0);
    expect(listening()).to.deep.equal(before);
  });
});
