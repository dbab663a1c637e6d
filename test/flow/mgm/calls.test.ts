import { expect } from 'chai';
import type { NodeMessage, NodeMessageInFlow } from 'node-red';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import registerAccount from '../../../nodes/mgm/mgm-account';
import registerOrganization from '../../../nodes/mgm/mgm-get-organization';
import registerSysInfo from '../../../nodes/mgm/mgm-sys-info';
import { type FlowNode, Inbox, inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';

const nodes = [registerAccount, registerOrganization, registerSysInfo];
const credentials = { account: { appKey: 'simulator', appSecret: 'simulator' } };

function flowFor(simulator: MgmSimulator, changes: Record<string, object> = {}): FlowNode[] {
  const flow = inTab([
    { id: 'account', type: 'mgm-account', environment: 'custom', baseUrl: simulator.apiUrl },
    { id: 'organization', type: 'mgm-get-organization', account: 'account', wires: [['sysInfo', 'tree']] },
    { id: 'sysInfo', type: 'mgm-sys-info', account: 'account', wires: [['info']] },
    { id: 'tree', type: 'helper', wires: [] },
    { id: 'info', type: 'helper', wires: [] },
    { id: 'catch', type: 'catch', wires: [['caught']] },
    { id: 'caught', type: 'helper', wires: [] },
  ]);
  return flow.map((node) => ({ ...node, ...changes[node.id] }));
}

describe('MGM calls in a flow (docs/nodes.md, "mgm-get-organization" and "mgm-sys-info"; docs/behaviour.md, "Failures")', () => {
  let simulator: MgmSimulator;

  beforeEach(async () => {
    simulator = new MgmSimulator({ logSize: 100 });
    await simulator.start();
  });

  afterEach(async () => {
    await unloadFlow();
    await simulator.stop();
  });

  it('organization → sys-info works as drawn, with no function node', async () => {
    await loadFlow(nodes, flowFor(simulator), credentials);
    const info = new Inbox('info');
    const tree = new Inbox('tree');
    nodeById('organization').receive({ topic: 'kept' });
    const organization = await tree.first();
    expect(organization['type']).to.equal('mgm/organization');
    expect(organization.topic).to.equal('kept');
    const { machines, factoryId } = organization.payload as {
      machines: { machineId: string }[];
      factoryId: string;
    };
    expect(factoryId).to.equal('8wCx');
    expect(machines).to.have.length(simulator.machineIds.length);
    const msg = await info.first();
    expect(msg['type']).to.equal('mgm/sys-info');
    expect((msg.payload as { machineId: string }[]).map(({ machineId }) => machineId)).to.deep.equal(
      machines.map(({ machineId }) => machineId),
    );
    expect(msg['call']).to.include({
      platform: 'mgm',
      operation: 'get_sys_info',
      status: 200,
      code: 200,
      attempts: 1,
    });
  });

  it('1,000 messages at once through a cold account make exactly one token request', async function () {
    this.timeout(60_000);
    await loadFlow(
      nodes,
      flowFor(simulator, { organization: { wires: [['tree']] }, account: { callsPerMinute: 100_000 } }),
      credentials,
    );
    simulator.settings.callsPerMinute = 100_000;
    const tree = new Inbox('tree');
    for (let count = 0; count < 1_000; count += 1) nodeById('organization').receive({ payload: count });
    await tree.until((messages) => messages.length === 1_000, 50_000);
    expect(simulator.statistics.logins).to.have.length(1);
    expect(simulator.statistics.renewals).to.have.length(0);
  });

  it('a failure reaches Catch with code, cause and msg.failure, and no secret', async () => {
    const wrong = { account: { appKey: 'simulator', appSecret: 'canary-secret-1' } };
    await loadFlow(nodes, flowFor(simulator), wrong);
    const caught = new Inbox('caught');
    nodeById('organization').receive({ payload: 'x' });
    const msg = (await caught.first()) as NodeMessageInFlow & { error: { code?: string; message: string } };
    expect(msg['failure']).to.deep.include({
      platform: 'mgm',
      kind: 'auth',
      code: 'mgm:3001',
      retryable: false,
    });
    expect(msg.error.message).to.contain('The app secret is invalid');
    expect(JSON.stringify(msg)).not.to.contain('canary-secret-1');
  });

  it('a refused login is not asked again within a minute', async () => {
    const wrong = { account: { appKey: 'simulator', appSecret: 'canary-secret-2' } };
    await loadFlow(nodes, flowFor(simulator), wrong);
    const caught = new Inbox('caught');
    for (let count = 0; count < 5; count += 1) nodeById('organization').receive({});
    await caught.until((messages) => messages.length === 5);
    nodeById('organization').receive({});
    await caught.until((messages) => messages.length === 6);
    expect(simulator.log.entries.filter(({ path }) => path === '/v1/token')).to.have.length(1);
  });

  it('sys-info without machines names the field and sends nothing', async () => {
    await loadFlow(nodes, flowFor(simulator), credentials);
    const caught = new Inbox('caught');
    nodeById('sysInfo').receive({ payload: 1 });
    const msg = await caught.first();
    expect(msg['failure']).to.include({
      kind: 'input',
      code: 'input:machine_list',
      operation: 'get_sys_info',
    });
    expect(simulator.log.entries).to.have.length(0);
  });

  for (const [what, msg] of [
    ['a list in payload.machine_list', (ids: string[]) => ({ payload: { machine_list: ids } })],
    ['comma-separated text in msg.machine_list', (ids: string[]) => ({ machine_list: ids.join(', ') })],
    ['a list of ids as payload', (ids: string[]) => ({ payload: ids })],
  ] as [string, (ids: string[]) => NodeMessage][]) {
    it(`sys-info takes ${what}`, async () => {
      await loadFlow(nodes, flowFor(simulator), credentials);
      const info = new Inbox('info');
      const ids = simulator.machineIds.slice(0, 2);
      nodeById('sysInfo').receive(msg(ids));
      const answer = await info.first();
      expect((answer.payload as { machineId: string }[]).map(({ machineId }) => machineId)).to.deep.equal(
        ids,
      );
    });
  }
});
