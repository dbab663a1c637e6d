import { Value } from '@sinclair/typebox/value';
import { expect } from 'chai';
import type { NodeMessageInFlow } from 'node-red';
import helper from 'node-red-node-test-helper';
import { MgmMachineState, MgmMachineStatus, type MgmMachineState as State } from '../../../lib/mgm/messages';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import registerAccount from '../../../nodes/mgm/mgm-account';
import registerOrganization from '../../../nodes/mgm/mgm-get-organization';
import registerRealtime from '../../../nodes/mgm/mgm-realtime-in';
import { hurried } from '../../support/fake-clock';
import { eventually, Inbox, inTab, loadFlow, nodeById, statusesOf, unloadFlow } from '../../support/flow';

const credentials = { account: { appKey: 'simulator', appSecret: 'simulator' } };
const stateOf = (msg: NodeMessageInFlow) => msg.payload as State;
const isState = (msg: NodeMessageInFlow) => msg['type'] === 'mgm/machine-state';

describe('mgm-realtime-in (docs/nodes.md, "mgm-realtime-in"; docs/platforms/mgm.md, "Live data")', () => {
  let simulator: MgmSimulator;
  let machineId: string;

  async function start(realtime: Record<string, unknown> = {}, options = {}): Promise<Inbox> {
    simulator = new MgmSimulator({ realtimeIntervalMs: 50, ...options });
    await simulator.start();
    machineId = simulator.machineIds[0] ?? '';
    const flow = inTab([
      { id: 'account', type: 'mgm-account', environment: 'custom', baseUrl: simulator.apiUrl },
      { id: 'organization', type: 'mgm-get-organization', account: 'account', wires: [['realtime']] },
      {
        id: 'realtime',
        type: 'mgm-realtime-in',
        account: 'account',
        page: 'a',
        ...realtime,
        wires: [['out']],
      },
      { id: 'out', type: 'helper', wires: [] },
      { id: 'catch', type: 'catch', wires: [['caught']] },
      { id: 'caught', type: 'helper', wires: [] },
    ]);
    await loadFlow([registerAccount, registerOrganization, registerRealtime], flow, credentials);
    return new Inbox('out');
  }

  const open = () => simulator.sockets.filter(({ endpoint }) => endpoint === 'real_time').length;

  afterEach(async () => {
    await unloadFlow();
    helper.settings({});
    await simulator.stop();
  });

  it('organization → realtime-in works as drawn: every machine reports, typed by the schema', async () => {
    const out = await start();
    nodeById('organization').receive({});
    const machines = simulator.machineIds.length;
    await out.until((all) => new Set(all.filter(isState).map(({ topic }) => topic)).size >= machines - 1);
    for (const msg of out.messages) {
      const schema = isState(msg) ? MgmMachineState : MgmMachineStatus;
      expect([...Value.Errors(schema, msg.payload)], JSON.stringify(msg)).to.deep.equal([]);
    }
  });

  it('the first output is the full set, later ones carry only what changed', async () => {
    const out = await start();
    nodeById('realtime').receive({ payload: machineId });
    const [first, second] = (await out.until((all) => all.filter(isState).length > 3)).filter(isState);
    const full = stateOf(first as NodeMessageInFlow);
    const change = stateOf(second as NodeMessageInFlow);
    expect(first?.topic).to.equal(machineId);
    expect(full).to.include.keys('program', 'line', 'feed', 'spindles', 'axes', 'time');
    expect(full.axes).to.include.keys('X', 'Y', 'Z');
    expect(full.axes?.['X']?.position).to.be.a('number');
    expect(full.spindles?.['1']).to.have.keys('speed', 'override', 'load');
    expect(change.changed).to.deep.equal(Object.keys(change.fields));
    expect(change.changed.length).to.be.below(full.changed.length);
  });

  it('output state gives the whole state each time, and never the same object twice', async () => {
    const out = await start({ output: 'state' });
    nodeById('realtime').receive({ payload: [machineId] });
    const states = (await out.until((all) => all.filter(isState).length > 3)).filter(isState).map(stateOf);
    const [first, ...later] = states;
    for (const state of later)
      expect(Object.keys(state.fields)).to.include.members(Object.keys(first?.fields ?? {}));
    expect(new Set(states.map(({ fields }) => fields)).size).to.equal(states.length);
  });

  it("output raw gives the platform's objects", async () => {
    const out = await start({ output: 'raw' });
    nodeById('realtime').receive({ payload: machineId });
    const msg = await out.first(({ payload }) => 'Xact' in (payload as object));
    expect(msg['type']).to.equal('mgm/raw');
    expect((msg.payload as { Xact: unknown }).Xact).to.be.a('string');
  });

  it(
    'an interval merges what comes in between, and loses no field',
    hurried(async () => {
      const out = await start({ interval: 400 });
      nodeById('realtime').receive({ payload: machineId });
      await out.until((all) => all.filter(isState).length === 2);
      const sent = performance.now();
      simulator.emitNow(machineId, { marker_a: '1' });
      simulator.emitNow(machineId, { marker_b: '2' });
      simulator.emitNow(machineId, { marker_a: '3' });
      const msg = await out.first((each) => isState(each) && stateOf(each).changed.includes('marker_a'));
      expect(stateOf(msg).fields).to.include({ marker_a: '3', marker_b: '2' });
      expect(performance.now() - sent).to.be.below(1_000);
    }),
  );

  it('status 4 brings the alarm', async () => {
    const out = await start({ machines: simulatorMachine(), machinesType: 'str' });
    await out.first(isState);
    simulator.setStatus(machineId, 4, {
      alarm_code: '1004',
      alarm_info: '主轴过载',
      alarm_level: '2',
      alarm_type: 'SPINDLE',
    });
    const msg = await out.first((each) => (each.payload as { status?: number }).status === 4);
    expect(msg).to.include({ type: 'mgm/machine-status', topic: machineId });
    expect(msg.payload).to.deep.include({
      statusName: 'alarm',
      alarm: { code: '1004', info: '主轴过载', level: '2', type: 'SPINDLE' },
    });
  });

  it('machines set in the editor are followed from the start; unsubscribe closes their sockets at once', async () => {
    const out = await start({ machines: simulatorMachine(), machinesType: 'str' });
    await out.first(isState);
    expect(open()).to.equal(1);
    nodeById('realtime').receive({ action: 'unsubscribe', payload: machineId });
    await eventually('the socket is closed', () => open() === 0);
  });

  it('machines that the editor computes from the message are followed when it comes', async () => {
    const out = await start({ machines: 'job.machine', machinesType: 'msg' });
    nodeById('realtime').receive({ job: { machine: machineId } });
    expect((await out.first(isState)).topic).to.equal(machineId);
  });

  it('a machine that does not exist is reported once to Catch, and the others go on', async () => {
    const out = await start();
    const caught = new Inbox('caught');
    nodeById('realtime').receive({ payload: ['no-such-machine', machineId] });
    const msg = await caught.first();
    expect(msg['failure']).to.include({ kind: 'not-found', code: 'mgm:3012', operation: 'real_time' });
    expect(msg.topic).to.equal('no-such-machine');
    await out.first(isState);
    expect(caught.messages).to.have.length(1);
  });

  it('more machines than one node takes are refused with the limit, in one message and in all', async () => {
    await start();
    const caught = new Inbox('caught');
    nodeById('realtime').receive({
      payload: Array.from({ length: 200_000 }, (_each, index) => `id ${index}`),
    });
    const first = await caught.first();
    expect(first['failure']).to.include({ code: 'input:machine_list', kind: 'input' });
    expect((first['failure'] as Error).message)
      .to.include('10000')
      .and.to.include('shopfloorMostMachines');
  });

  it('an unknown action names the field', async () => {
    await start();
    const caught = new Inbox('caught');
    for (const action of ['destroy', '', null]) {
      nodeById('realtime').receive({ action, payload: machineId });
      const failed = await caught.first((msg) => msg['action'] === action);
      expect(failed['failure']).to.include({ code: 'input:action', kind: 'input' });
    }
  });

  it('is not green while a part of what the machine says is left out', async () => {
    const smallest: object = { shopfloorLargestState: 1 };
    helper.settings(smallest);
    await start({ machines: simulatorMachine(), machinesType: 'str' });
    const statuses = statusesOf('realtime');
    await eventually('it says so', () => statuses.at(-1)?.text === 'status.unread');
    expect(statuses.at(-1)).to.include({ fill: 'yellow' });
  });

  it('shows open/total, and what a rival does', async () => {
    await start({ machines: simulatorMachine(), machinesType: 'str' });
    const statuses = statusesOf('realtime');
    await eventually('green', () => open() === 1);
    await eventually('open/total', () =>
      statuses.some(({ fill, text }) => fill === 'green' && text === '1/1'),
    );
    for (let round = 0; round < 2; round += 1) {
      await fetch(`${simulator.apiUrl}/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          func: 'get_access_token',
          data: { app_key: 'simulator', app_secret: 'simulator' },
        }),
      });
      await eventually('the rival is noticed', () =>
        round === 0
          ? simulator.statistics.logins.length === 3
          : statuses.some(({ fill, text }) => fill === 'yellow' && text === 'status.rival'),
      );
      if (round === 0) await eventually('back after one new login', () => open() === 1);
    }
    expect(simulator.statistics.logins).to.have.length(4);
  });
});

/** The id of the simulator's first machine, which does not depend on the seed. */
function simulatorMachine(): string {
  return new MgmSimulator().machineIds[0] ?? '';
}
