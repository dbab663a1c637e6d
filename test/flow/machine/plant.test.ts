import { expect } from 'chai';
import type { NodeInitializer, NodeMessage } from 'node-red';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import registerGateway from '../../../nodes/bivrost/bivrost-gateway';
import registerMachineIn from '../../../nodes/bivrost/bivrost-machine-in';
import registerMap from '../../../nodes/machine/machine-map';
import registerPlant from '../../../nodes/machine/plant';
import registerAccount from '../../../nodes/mgm/mgm-account';
import registerRealtime from '../../../nodes/mgm/mgm-realtime-in';
import {
  eventually,
  type FlowNode,
  Inbox,
  inTab,
  loadFlow,
  nodeById,
  statusesOf,
  unloadFlow,
} from '../../support/flow';
import { StateInbox } from './state-inbox';

const asset = (machineId: string, more: object = {}) => ({
  id: 'A-001',
  name: 'Mill 1',
  path: ['Plant', 'Line 1'],
  account: 'Hall',
  machineId,
  cycles: [],
  ...more,
});

async function load(
  types: NodeInitializer[],
  machines: object[],
  nodes: FlowNode[],
  credentials: Record<string, object> = {},
): Promise<StateInbox> {
  const flow = inTab([
    { id: 'works', type: 'plant', name: 'Plant', machines },
    ...nodes,
    { id: 'out', type: 'helper', wires: [] },
    { id: 'catch', type: 'catch', wires: [['caught']] },
    { id: 'caught', type: 'helper', wires: [] },
  ]);
  await loadFlow([registerPlant, ...types], flow, credentials);
  return new StateInbox('out');
}

describe("A plant's own list of machines (docs/nodes.md, plant)", () => {
  let stop: () => Promise<void> = async () => undefined;

  afterEach(async () => {
    await unloadFlow();
    await stop();
    stop = async () => undefined;
  });

  async function mgm(machines: (ids: string[]) => object[]): Promise<{ out: StateInbox; id: string }> {
    const simulator = new MgmSimulator({ realtimeIntervalMs: 3_600_000 });
    await simulator.start();
    stop = () => simulator.stop();
    const [id = ''] = simulator.machineIds;
    simulator.setStatus(id, 1);
    const out = await load(
      [registerAccount, registerRealtime],
      machines(simulator.machineIds),
      [
        {
          id: 'account',
          type: 'mgm-account',
          name: 'Hall',
          environment: 'custom',
          baseUrl: simulator.apiUrl,
        },
        {
          id: 'node',
          type: 'mgm-realtime-in',
          version: 1,
          account: 'account',
          machines: id,
          plant: 'works',
          wires: [['out']],
        },
      ],
      { account: { appKey: 'simulator', appSecret: 'simulator' } },
    );
    out.messages.length = 0;
    await out.state(({ axes }) => axes !== undefined);
    simulator.emitNow(id, { Xact: '2.000', path_feedrate: '10.000' });
    return { out, id };
  }

  it('is there whatever a flow that was made elsewhere holds for its zone', async () => {
    for (const zone of [0, [], {}, null, 'Nowhere/At\nall']) {
      await loadFlow([registerPlant], [{ id: 'works', type: 'plant', zone }]);
      expect(nodeById('works'), JSON.stringify(zone)).to.have.property('zone').that.is.a('string');
      await unloadFlow();
    }
  });

  it('gives a machine of MGM its own id, name, path and units', async () => {
    const { out, id } = await mgm(([first = '']) => [
      asset(first, { lengthUnit: 'inch', feedUnit: 'inch/min' }),
    ]);
    const state = await out.state(({ feed }) => feed?.actual === 254);
    expect(state).to.deep.include({ key: 'A-001', machineId: id, name: 'Mill 1', path: ['Plant', 'Line 1'] });
    expect(state.source).to.deep.equal({ platform: 'mgm', account: 'Hall' });
    expect(state.axes?.['X']?.position).to.equal(50.8);
    expect(out.messages.at(-1)?.topic).to.equal('A-001');
  });

  it('leaves a machine that it does not list as the platform has it, and says that a row matches none', async () => {
    const { out, id } = await mgm(() => [asset('no-such-machine')]);
    const statuses = statusesOf('node');
    const state = await out.state(() => true);
    expect(state.key).to.equal(`mgm:Hall:${id}`);
    for (const action of ['unsubscribe', 'subscribe'])
      nodeById('node').receive({ action, payload: id } as NodeMessage);
    await eventually('the status says so', () =>
      statuses.some(({ text = '' }) => /1 row matches no machine|status\.unmatchedRow$/.test(text)),
    );
  });

  it('gives a machine of BIVROST its own id, and mm where the controller counts in inches', async () => {
    const simulator = new BivrostSimulator({ phaseMs: 1_000_000_000, taskIntervalMs: 100 });
    await simulator.start();
    stop = () => simulator.stop();
    simulator.setState('1010', { status: 'AUTO_RUN' });
    const out = await load(
      [registerGateway, registerMachineIn],
      [asset('1010', { name: '', feedUnit: 'inch/min' })],
      [
        {
          id: 'account',
          type: 'bivrost-gateway',
          name: 'Hall',
          environment: 'custom',
          baseUrl: simulator.origin,
          auth: 'jwt',
        },
        {
          id: 'node',
          type: 'bivrost-machine-in',
          version: 1,
          account: 'account',
          machines: '1010',
          interval: 100,
          plant: 'works',
          wires: [['out']],
        },
      ],
      { account: { username: 'simulator', password: 'simulator' } },
    );
    const state = await out.state(({ feed }) => (feed?.commanded ?? 0) > 0);
    expect(state).to.include({ key: 'A-001', name: '演示 1' });
    expect(state.feed?.commanded).to.be.closeTo(Number(state.native['cmdFeed']) * 25.4, 0.001);
  });

  it('gives machines of any other message their ids', async () => {
    const node = { machineId: 'topic', machineIdType: 'msg', source: 'Hall', plant: 'works' };
    const rows = [{ field: 'state', value: 'payload', valueType: 'msg' }];
    const out = await load(
      [registerMap],
      [asset('m7')],
      [{ id: 'node', type: 'machine-map', version: 0, rows, ...node, wires: [['out']] }],
    );
    nodeById('node').receive({ topic: 'm7', payload: 'idle' } as NodeMessage);
    expect(await out.state(() => true)).to.include({ key: 'A-001', name: 'Mill 1', state: 'idle' });
  });

  it('that is missing is named', async () => {
    await load(
      [registerMap],
      [],
      [
        {
          id: 'node',
          type: 'machine-map',
          version: 0,
          machineId: 'topic',
          rows: [],
          plant: 'gone',
          wires: [['out']],
        },
      ],
    );
    const caught = new Inbox('caught');
    nodeById('node').receive({ topic: 'm7', payload: 'idle' } as NodeMessage);
    expect((await caught.first())['failure']).to.include({ code: 'input:plant', kind: 'input' });
  });
});
