import { expect } from 'chai';
import type { NodeInitializer, NodeMessage } from 'node-red';
import type { MachineState } from '../../../lib/machine/machine-state';
import { OmsSimulator } from '../../../lib/simulator/oms/oms-simulator';
import registerDhgj from '../../../nodes/dhgj/dhgj-account';
import registerDhgjRequest from '../../../nodes/dhgj/dhgj-request';
import registerMap from '../../../nodes/machine/machine-map';
import { MAP_TEMPLATES } from '../../../nodes/machine/map-templates';
import registerOmsRequest from '../../../nodes/oms/oms-request';
import registerOms from '../../../nodes/oms/oms-server';
import registerQuectel from '../../../nodes/quectel/quectel-account';
import registerMessageIn from '../../../nodes/quectel/quectel-message-in';
import { eventually, Inbox, inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';
import { withHooks } from '../quectel/support/hooks';
import { StateInbox } from './state-inbox';

const { oms, dhgj, quectel } = MAP_TEMPLATES;

describe("machine-map's templates on what the package's own nodes send (docs/nodes.md, machine-map: Begin with)", () => {
  let out: StateInbox;
  let caught: Inbox;

  /** A node of a platform with a machine-map behind it, filled by a template. */
  async function start(
    types: NodeInitializer[],
    account: object,
    source: object,
    template: object,
  ): Promise<void> {
    const keys = Object.fromEntries(
      ['appId', 'appSecret', 'clientId', 'clientSecret'].map((name) => [name, 'simulator']),
    );
    await loadFlow(
      [...types, registerMap],
      inTab([
        { type: '', ...account, id: 'account' },
        { type: '', ...source, id: 'source', account: 'account', wires: [['map']] },
        { id: 'map', type: 'machine-map', name: 'Hall', version: 0, ...template, wires: [['out']] },
        { id: 'out', type: 'helper', wires: [] },
        { id: 'catch', type: 'catch', wires: [['caught']] },
        { id: 'caught', type: 'helper', wires: [] },
      ]),
      { account: keys },
    );
    out = new StateInbox('out');
    caught = new Inbox('caught');
  }

  afterEach(() => unloadFlow());

  for (const paging of ['one', 'all']) {
    it(`OMS: the property log of a device, ${paging}, its newest entry last`, async () => {
      let now = Date.now() - 60_000;
      const simulator = new OmsSimulator({ devices: 2, logEntries: 3, now: () => now });
      await simulator.start();
      try {
        const device = [...simulator.world.devices.values()][0];
        expect(device).to.not.equal(undefined);
        if (!device) return;
        for (const [name, value] of Object.entries({ status: 'idle', count: 6, other: 'x' })) {
          now += 1_000;
          simulator.world.setProperty(device, name, value);
        }
        for (const [name, value] of Object.entries({ count: 7, status: 'running' })) {
          now += 1_000;
          simulator.world.setProperty(device, name, value);
        }
        const account = { type: 'oms-server', environment: 'custom', baseUrl: simulator.origin };
        const source = {
          type: 'oms-request',
          operation: 'device/property/logs',
          operationType: 'str',
          paging,
        };
        await start([registerOms, registerOmsRequest], account, source, oms ?? {});
        nodeById('source').receive({ device_id: device.id } as NodeMessage);
        await eventually('all entries', () => out.messages.length + caught.messages.length === 8);
        expect(caught.messages).to.deep.equal([]);
        expect(out.states.at(-1)).to.deep.include({ state: 'running', machineId: device.id });
        expect(out.states.at(-1)?.parts).to.deep.equal({ count: 7 });
      } finally {
        await unloadFlow();
        await simulator.stop();
      }
    });
  }

  it('DHGJ: the state of a machine of the simulator', async () => {
    const account = { type: 'dhgj-account', environment: 'simulator' };
    const source = { type: 'dhgj-request', method: 'GET', path: '/api/machines/M001/state', version: 1 };
    await start([registerDhgj, registerDhgjRequest], account, source, dhgj ?? {});
    nodeById('source').receive({} as NodeMessage);
    const state = await out.state(() => true);
    expect(state).to.deep.include({
      machineId: 'M001',
      source: { platform: 'dhgj', account: 'Hall', simulated: true },
    });
    expect(state.state).to.be.oneOf(['running', 'idle', 'alarm', 'stopped']);
    expect(state.parts?.count).to.be.a('number');
    expect(state.spindles?.['S1']?.speed).to.be.a('number');
  });

  it('Quectel: what devices report, and that they come and go', async () => {
    const account = { type: 'quectel-account', environment: 'simulator' };
    const source = {
      type: 'quectel-message-in',
      queue: 'shopfloor',
      queueType: 'str',
      ack: 'auto',
      numbers: true,
    };
    await start([registerQuectel, withHooks(registerMessageIn)], account, source, quectel ?? {});
    const isWhole = (state: MachineState): boolean =>
      typeof state.spindles?.['S1']?.speed === 'number' && ['running', 'idle', 'setup'].includes(state.state);
    expect(await out.state(isWhole, 20_000)).to.deep.include({ availability: 'AVAILABLE' });
    expect(caught.messages.map(({ failure }) => failure)).to.deep.equal([]);
  });
});
