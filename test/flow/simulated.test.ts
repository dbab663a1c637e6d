import { expect } from 'chai';
import type { NodeMessage } from 'node-red';
import { MgmSimulator } from '../../lib/simulator/mgm/mgm-simulator';
import registerFile from '../../nodes/bivrost/bivrost-file';
import registerGateway from '../../nodes/bivrost/bivrost-gateway';
import registerMachineIn from '../../nodes/bivrost/bivrost-machine-in';
import registerMgm from '../../nodes/mgm/mgm-account';
import registerRealtime from '../../nodes/mgm/mgm-realtime-in';
import registerTransFile from '../../nodes/mgm/mgm-trans-file';
import registerQuectel from '../../nodes/quectel/quectel-account';
import registerMessageIn from '../../nodes/quectel/quectel-message-in';
import { type FlowNode, Inbox, inTab, loadFlow, nodeById, unloadFlow } from '../support/flow';
import { withHooks } from './quectel/support/hooks';

const types = [
  registerMgm,
  registerRealtime,
  registerTransFile,
  registerGateway,
  registerMachineIn,
  registerFile,
  registerQuectel,
  withHooks(registerMessageIn),
];
const ACCOUNTS = { mgm: 'mgm-account', bivrost: 'bivrost-gateway', quectel: 'quectel-account' };
const machine = new MgmSimulator().machineIds[0] ?? '';

/** A node at work with a simulated account of its platform, and what starts it. */
interface Row {
  platform: keyof typeof ACCOUNTS;
  node: { type: string } & Record<string, unknown>;
  msg?: object;
}

const followed = { type: 'mgm-realtime-in', machines: machine };
const watched = { type: 'bivrost-machine-in', machines: '1010', interval: 100 };
const sent = { type: 'mgm-trans-file', machineId: machine, fileName: 'O1.NC' };

const rows: Record<string, Row> = {
  'mgm-realtime-in, all fields': { platform: 'mgm', node: { ...followed, output: 'state' } },
  'mgm-realtime-in, changes': { platform: 'mgm', node: { ...followed, output: 'changes' } },
  'mgm-realtime-in, as received': { platform: 'mgm', node: { ...followed, output: 'raw' } },
  'mgm-trans-file': { platform: 'mgm', node: sent, msg: { payload: '%\nO1\n' } },
  'bivrost-machine-in, all fields': { platform: 'bivrost', node: { ...watched, output: 'state' } },
  'bivrost-machine-in, as received': { platform: 'bivrost', node: { ...watched, output: 'raw' } },
  'bivrost-file': {
    platform: 'bivrost',
    node: { type: 'bivrost-file', action: 'list', machineId: '1010', machineIdType: 'str' },
    msg: {},
  },
  'quectel-message-in': {
    platform: 'quectel',
    node: { type: 'quectel-message-in', queue: 'shopfloor', ack: 'auto' },
  },
};

describe('Messages of simulated accounts (docs/behaviour.md, "Messages")', () => {
  afterEach(() => unloadFlow());

  async function load(flow: FlowNode[], credentials: Record<string, object> = {}): Promise<Inbox[]> {
    const ends = ['first', 'second'].map((id) => ({ id, type: 'helper', wires: [] }));
    await loadFlow(types, inTab([...flow, ...ends]), credentials);
    return ends.map(({ id }) => new Inbox(id));
  }

  for (const [name, { platform, node, msg }] of Object.entries(rows)) {
    it(`say so: ${name}`, async () => {
      const [first, second] = await load([
        { id: 'account', type: ACCOUNTS[platform], environment: 'simulator' },
        { id: 'node', version: 99, account: 'account', ...node, wires: [['first'], ['second']] },
      ]);
      if (msg) nodeById('node').receive(msg as NodeMessage);
      const told = await first?.first();
      expect(told?.['call']).to.include({ platform, simulated: true });
      for (const other of second?.messages ?? [])
        expect(other['call'], String(other['type'])).to.include({ platform, simulated: true });
    });
  }

  it('of a real account say nothing of it', async () => {
    const simulator = new MgmSimulator({ realtimeIntervalMs: 3_600_000 });
    await simulator.start();
    try {
      const [first] = await load(
        [
          { id: 'account', type: 'mgm-account', environment: 'custom', baseUrl: simulator.apiUrl },
          { id: 'node', version: 99, account: 'account', ...followed, output: 'state', wires: [['first']] },
        ],
        { account: { appKey: 'simulator', appSecret: 'simulator' } },
      );
      expect(await first?.first()).to.not.have.property('call');
    } finally {
      await unloadFlow();
      await simulator.stop();
    }
  });
});
