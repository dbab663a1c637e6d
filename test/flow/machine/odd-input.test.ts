import { expect } from 'chai';
import type { NodeMessage } from 'node-red';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import registerGateway from '../../../nodes/bivrost/bivrost-gateway';
import registerMachineIn from '../../../nodes/bivrost/bivrost-machine-in';
import registerMap from '../../../nodes/machine/machine-map';
import registerPlant from '../../../nodes/machine/plant';
import registerAccount from '../../../nodes/mgm/mgm-account';
import registerRealtime from '../../../nodes/mgm/mgm-realtime-in';
import { BivrostServer } from '../../second-reader/bivrost/server';
import { MgmServer, machines } from '../../second-reader/mgm/server';
import {
  eventually,
  type FlowNode,
  inTab,
  loadFlow,
  nodeById,
  statusesOf,
  unloadFlow,
} from '../../support/flow';
import { StateInbox } from './state-inbox';

const types = [
  registerAccount,
  registerRealtime,
  registerGateway,
  registerMachineIn,
  registerMap,
  registerPlant,
];
const MGM_SECRETS = { appKey: 'simulator', appSecret: 'simulator' };
const GATEWAY_SECRETS = { username: 'simulator', password: 'simulator' };

/** What a source tells that is not as it should be, and what becomes of it (docs/behaviour.md, "One machine"). */
describe('Odd input of one machine model', () => {
  const stops: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    await unloadFlow();
    for (const stop of stops.splice(0)) await stop();
  });

  async function load(nodes: FlowNode[], credentials: Record<string, object> = {}): Promise<StateInbox> {
    await loadFlow(types, inTab([...nodes, { id: 'out', type: 'helper', wires: [] }]), credentials);
    return new StateInbox('out');
  }

  const mgmAccount = (id: string, name: string, baseUrl: string): FlowNode => ({
    id,
    type: 'mgm-account',
    name,
    environment: 'custom',
    baseUrl,
  });
  const realtime = (id: string, account: string, machineId: string, more: object = {}): FlowNode => ({
    id,
    type: 'mgm-realtime-in',
    version: 99,
    account,
    machines: machineId,
    ...more,
    wires: [['out']],
  });
  const gateway = (id: string, name: string, baseUrl: string): FlowNode => ({
    id,
    type: 'bivrost-gateway',
    name,
    environment: 'custom',
    baseUrl,
    auth: 'jwt',
  });
  const watch = (id: string, account: string, more: object = {}): FlowNode => ({
    id,
    type: 'bivrost-machine-in',
    version: 99,
    account,
    machines: '1010',
    interval: 100,
    ...more,
    wires: [['out']],
  });

  async function mgmServer(habits: ConstructorParameters<typeof MgmServer>[0] = {}): Promise<MgmServer> {
    const server = await MgmServer.start(habits);
    stops.push(() => server.stop());
    return server;
  }

  async function gatewayServer(habits: ConstructorParameters<typeof BivrostServer>[0] = {}) {
    const server = await BivrostServer.start(habits);
    stops.push(() => server.stop());
    return server;
  }

  async function mgmSimulator(): Promise<MgmSimulator> {
    const simulator = new MgmSimulator({ realtimeIntervalMs: 3_600_000 });
    await simulator.start();
    stops.push(() => simulator.stop());
    return simulator;
  }

  async function gatewaySimulator(): Promise<BivrostSimulator> {
    const simulator = new BivrostSimulator({ phaseMs: 1_000_000_000, taskIntervalMs: 100 });
    await simulator.start();
    stops.push(() => simulator.stop());
    return simulator;
  }

  it('of BIVROST: a status of another kind is unknown, with what came as its reason', async () => {
    const server = await gatewayServer();
    const { username, password } = server.users;
    const nodes = [gateway('g', 'Gateway', server.http.origin), watch('node', 'g')];
    const out = await load(nodes, { g: { username, password } });
    await out.state(({ state }) => state === 'running');
    for (const [cncStatus, reason] of [
      [7, '7'],
      [{ of: 'another kind' }, ''],
      ['__proto__', '__proto__'],
      ['constructor', 'constructor'],
    ] as const) {
      Object.assign(server.cached.data['CNCStatus'] ?? {}, { cncStatus });
      const told = await out.state((each) => each.reason === reason);
      expect(told, JSON.stringify(cncStatus)).to.include({ state: 'unknown', execution: null });
    }
  });

  it('of MGM: a status of another kind is told as unreadable, and changes nothing', async () => {
    const server = await mgmServer();
    const [machineId] = machines;
    const nodes = [mgmAccount('a', 'Plant', server.baseUrl), realtime('node', 'a', machineId)];
    const out = await load(nodes, { a: server.credentials });
    await out.state(({ state }) => state === 'running');
    const statuses = statusesOf('node');
    server.realTime.send(machineId, { status: 'PAUSED', status_time: '', machine_id: machineId });
    await eventually('the status says so', () => statuses.some(({ text = '' }) => /unread/.test(text)));
    expect(out.states.at(-1)).to.include({ state: 'running', availability: 'AVAILABLE' });
  });

  it('a machine without a name has its id for a name', async () => {
    const [plant, hall] = [await mgmServer({ nameless: true }), await gatewayServer({ nameless: true })];
    const { username, password } = hall.users;
    const out = await load(
      [
        mgmAccount('a', 'Plant', plant.baseUrl),
        realtime('r', 'a', machines[0]),
        gateway('g', 'Gateway', hall.http.origin),
        watch('w', 'g'),
      ],
      { a: plant.credentials, g: { username, password } },
    );
    for (const id of [machines[0], '1010'])
      expect(await out.state(({ machineId }) => machineId === id)).to.include({ name: id });
  });

  it('two accounts with the same machine id have two machines, each with a key of its own', async () => {
    const [one, two] = [await mgmSimulator(), await mgmSimulator()];
    const [three, four] = [await gatewaySimulator(), await gatewaySimulator()];
    const id = one.machineIds[0] ?? '';
    expect(two.machineIds[0]).to.equal(id);
    const out = await load(
      [
        mgmAccount('m1', 'Plant 1', one.apiUrl),
        mgmAccount('m2', '', two.apiUrl),
        realtime('r1', 'm1', id),
        realtime('r2', 'm2', id),
        gateway('g1', 'Hall: 1', three.origin),
        gateway('g2', '', four.origin),
        watch('w1', 'g1'),
        watch('w2', 'g2'),
      ],
      { m1: MGM_SECRETS, m2: MGM_SECRETS, g1: GATEWAY_SECRETS, g2: GATEWAY_SECRETS },
    );
    const keys = [`mgm:Plant 1:${id}`, `mgm:m2:${id}`, 'bivrost:Hall%3A 1:1010', 'bivrost:g2:1010'];
    for (const key of keys) await out.state((each) => each.key === key);
    expect([...new Set(out.states.map(({ key }) => key))]).to.have.members(keys);
    one.setStatus(id, 0);
    two.setStatus(id, 1);
    await out.state((each) => each.key === keys[0] && each.state === 'idle');
    await out.state((each) => each.key === keys[1] && each.state === 'running');
  });

  const row = (account: string) => ({
    id: 'A-9',
    name: 'Gone',
    path: [],
    account,
    machineId: 'gone',
    cycles: [],
  });
  const saysUnmatched = (statuses: { text?: string }[]) =>
    statuses.some(({ text = '' }) => /1 row matches no machine|status\.unmatchedRow$/.test(text));

  it("a plant's row that matches no machine of the gateway is told by the status", async () => {
    const simulator = await gatewaySimulator();
    const out = await load(
      [
        { id: 'works', type: 'plant', name: 'Works', machines: [row('Hall')] },
        gateway('g', 'Hall', simulator.origin),
        watch('node', 'g', { plant: 'works' }),
      ],
      { g: GATEWAY_SECRETS },
    );
    const statuses = statusesOf('node');
    expect((await out.state(() => true)).key).to.equal('bivrost:Hall:1010');
    simulator.setOffline('1010', true);
    await eventually('the status says so', () => saysUnmatched(statuses));
  });

  it("a plant's row of another account is not missed", async () => {
    const simulator = await gatewaySimulator();
    const out = await load(
      [
        { id: 'works', type: 'plant', name: 'Works', machines: [row('Another hall')] },
        gateway('g', 'Hall', simulator.origin),
        watch('node', 'g', { plant: 'works' }),
      ],
      { g: GATEWAY_SECRETS },
    );
    const statuses = statusesOf('node');
    await out.state(() => true);
    simulator.setOffline('1010', true);
    await eventually('a status', () => statuses.length > 0);
    expect(saysUnmatched(statuses)).to.equal(false);
  });

  it('two sources of machine-map with the same machine id have two machines', async () => {
    const map = (id: string, source: string): FlowNode => ({
      id,
      type: 'machine-map',
      version: 0,
      platform: 'mqtt',
      source,
      machineId: 'topic',
      machineIdType: 'msg',
      rows: [{ field: 'state', value: 'payload', valueType: 'msg' }],
      wires: [['out']],
    });
    const out = await load([map('one', 'Hall 1'), map('two', '')]);
    nodeById('one').receive({ topic: 'm7', payload: 'idle' } as NodeMessage);
    nodeById('two').receive({ topic: 'm7', payload: 'running' } as NodeMessage);
    await out.until((all) => all.length === 2);
    expect(out.states.map(({ key, state, name }) => [key, state, name])).to.deep.equal([
      ['mqtt:Hall 1:m7', 'idle', 'm7'],
      ['mqtt:two:m7', 'running', 'm7'],
    ]);
  });
});
