import { expect } from 'chai';
import helper from 'node-red-node-test-helper';
import type { MgmClient } from '../../../lib/mgm';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import registerAccount from '../../../nodes/mgm/mgm-account';
import registerOrganization from '../../../nodes/mgm/mgm-get-organization';
import registerRealtime from '../../../nodes/mgm/mgm-realtime-in';
import registerSysInfo from '../../../nodes/mgm/mgm-sys-info';
import registerTransFile from '../../../nodes/mgm/mgm-trans-file';
import type { AccountNode } from '../../../nodes/shared/account-kind';
import { eventually, type FlowNode, inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';

const credentials = { account: { appKey: 'simulator', appSecret: 'simulator' } };
const nodes = [registerAccount, registerOrganization, registerRealtime, registerSysInfo, registerTransFile];

const LASTING = ['TCPServerWrap', 'TCPSocketWrap', 'Timeout'];

/** What a process holds open, by kind; file accesses and the like come and go by themselves. */
function resources(): Record<string, number> {
  const active = process.getActiveResourcesInfo();
  return Object.fromEntries(LASTING.map((kind) => [kind, active.filter((each) => each === kind).length]));
}

describe('Deploys (docs/behaviour.md, "Deploys")', function () {
  this.timeout(120_000);
  let simulator: MgmSimulator;

  beforeEach(async () => {
    simulator = new MgmSimulator({ realtimeIntervalMs: 50, machines: 12 });
    await simulator.start();
  });

  afterEach(async () => {
    await unloadFlow();
    await simulator.stop();
  });

  const flow = (changes: Record<string, object> = {}): FlowNode[] =>
    inTab([
      { id: 'account', type: 'mgm-account', environment: 'custom', baseUrl: simulator.apiUrl },
      { id: 'organization', type: 'mgm-get-organization', account: 'account', wires: [['realtime', 'info']] },
      { id: 'info', type: 'mgm-sys-info', account: 'account', wires: [[]] },
      {
        id: 'realtime',
        type: 'mgm-realtime-in',
        account: 'account',
        machines: simulator.machineIds.join(','),
        machinesType: 'str',
        wires: [[]],
      },
      { id: 'send', type: 'mgm-trans-file', account: 'account', wires: [[], []] },
    ]).map((node) => ({ ...node, ...changes[node.id] }));

  const openSockets = () => simulator.sockets.length;

  it('a hundred redeploys leave sockets, timers and listeners where they were, on one token and the same sockets', async () => {
    await loadFlow(nodes, flow(), credentials);
    await eventually('all streaming', () => openSockets() === 13);
    nodeById('organization').receive({});
    await eventually('called', () => simulator.statistics.calls.length >= 2);
    for (let count = 0; count < 3; count += 1) await redeploy();
    const listeners = await sessionListeners();
    const before = resources();
    for (let count = 0; count < 100; count += 1) await redeploy();
    // Fewer is well: what earlier tests left behind for a moment may have ended meanwhile.
    const grown = () => LASTING.filter((kind) => (resources()[kind] ?? 0) > (before[kind] ?? 0));
    await eventually('counts are back', () => grown().length === 0, 15_000).catch(() =>
      expect(resources()).to.deep.equal(before),
    );
    expect(await sessionListeners()).to.equal(listeners);
    expect(openSockets()).to.equal(13);
    expect(simulator.statistics.logins).to.have.length(1);
    expect(simulator.statistics.handshakes).to.have.length(13);
  });

  it('removing the node closes what only it used', async () => {
    await loadFlow(nodes, flow(), credentials);
    await eventually('all streaming', () => openSockets() === 13);
    await helper.setFlows(flow().filter(({ id }) => id !== 'realtime') as never, 'nodes');
    await eventually('all closed', () => openSockets() === 0);
  });

  it('an account changed while in use gives way to the new one', async () => {
    await loadFlow(nodes, flow(), credentials);
    await eventually('all streaming', () => openSockets() === 13);
    await helper.setFlows(flow({ account: { timeout: 10_000 } }) as never, 'full', credentials as never);
    await eventually(
      'old sockets gone, new ones open',
      () => simulator.statistics.handshakes.length === 26 && openSockets() === 13,
      15_000,
    );
    expect(simulator.statistics.logins).to.have.length(1);
  });

  async function sessionListeners(): Promise<number> {
    const client = await (nodeById('account') as AccountNode<MgmClient>).client();
    return client.session.listenerCount('change');
  }

  async function redeploy(): Promise<void> {
    await helper.setFlows(flow() as never, 'full', credentials as never);
  }
});

describe('The simulator environment (docs/behaviour.md, "Accounts")', () => {
  it('needs no credentials, and stops when the last account closes', async () => {
    const before = resources()['TCPServerWrap'] ?? 0;
    const flow = inTab([
      { id: 'account', type: 'mgm-account', environment: 'simulator' },
      { id: 'organization', type: 'mgm-get-organization', account: 'account', wires: [['out']] },
      { id: 'out', type: 'helper', wires: [] },
    ]);
    await loadFlow(nodes, flow);
    expect(resources()['TCPServerWrap'] ?? 0).to.equal(before);
    const arrived = new Promise((resolve) => nodeById('out').on('input', resolve));
    nodeById('organization').receive({});
    await arrived;
    expect(resources()['TCPServerWrap'] ?? 0).to.equal(before + 1);
    await unloadFlow();
    await eventually('the simulator is gone', () => (resources()['TCPServerWrap'] ?? 0) === before);
  });
});
