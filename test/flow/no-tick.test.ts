import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import type { NodeMessage } from 'node-red';
import { MgmSimulator } from '../../lib/simulator/mgm/mgm-simulator';
import registerAccount from '../../nodes/mgm/mgm-account';
import registerTransFile from '../../nodes/mgm/mgm-trans-file';
import { projectRoot } from '../../scripts/project';
import { Inbox, inTab, loadFlow, nodeById, unloadFlow } from '../support/flow';
import { OmsFlow } from './oms/support';

/** SECURITY.md, "What is promised": a node without the tick does what it is there for, where a message does not say otherwise. */
describe('The three nodes that change something and have no tick Allow changes (SECURITY.md, "What is promised")', () => {
  const folder = path.join(projectRoot, 'nodes');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => !file.startsWith('shared'),
  );
  const having = (ending: string, words: RegExp): string[] =>
    files
      .filter((file) => file.endsWith(ending) && words.test(readFileSync(path.join(folder, file), 'utf8')))
      .map((file) => path.basename(file, ending));

  it('are these: every other node that can call what changes something has it', () => {
    const ticked = having('.editor.ts', /\ballowChanges\b/);
    expect(ticked).to.have.members([
      ...['bivrost-file', 'bivrost-request', 'dhgj-request', 'oms-request', 'quectel-request'],
    ]);
    const changing = having('.ts', /\bclient\.(sendFile|invokeService|setProperties|request)\b/);
    expect(changing.filter((name) => !ticked.includes(name))).to.have.members([
      ...['mgm-trans-file', 'oms-property-set', 'oms-device-invoke'],
    ]);
  });

  describe('mgm-trans-file', () => {
    let simulator: MgmSimulator;

    beforeEach(async () => {
      simulator = new MgmSimulator({ machines: 2 });
      await simulator.start();
    });

    afterEach(async () => {
      await unloadFlow();
      await simulator.stop();
    });

    /** Where a file went to. */
    async function sent(properties: object, msg: NodeMessage): Promise<unknown> {
      const account = {
        id: 'account',
        type: 'mgm-account',
        environment: 'custom',
        baseUrl: simulator.apiUrl,
      };
      const node = { id: 'node', type: 'mgm-trans-file', account: 'account', ...properties };
      const flow = inTab([
        account,
        { ...node, wires: [['out'], []] },
        { id: 'out', type: 'helper', wires: [] },
      ]);
      const credentials = { account: { appKey: 'simulator', appSecret: 'simulator' } };
      await loadFlow([registerAccount, registerTransFile], flow, credentials);
      const out = new Inbox('out');
      nodeById('node').receive(msg);
      await out.first();
      expect(simulator.transfers).to.have.length(1);
      return simulator.transfers.map(({ machineId, fileName }) => ({ machineId, fileName }))[0];
    }

    it('sends what a message says where the node leaves it blank', async () => {
      const [, second = ''] = simulator.machineIds;
      const msg: NodeMessage = { payload: 'G0', machine_id: second, file_name: 'O2', cloud_path: '/' };
      expect(await sent({}, msg)).to.deep.equal({ machineId: second, fileName: 'O2' });
    });

    it('sends to the machine, under the name that the node has, whatever a message says', async () => {
      const [first = '', second = ''] = simulator.machineIds;
      const other = { machine_id: second, file_name: 'O2', cloud_path: '/b/' };
      const msg: NodeMessage = { payload: 'G0', ...other, machineId: second, fileName: 'O2', action: 'send' };
      const fixed = { machineId: first, fileName: 'O1' };
      expect(await sent({ ...fixed, cloudPath: '/' }, msg)).to.deep.equal(fixed);
    });
  });

  for (const type of ['oms-device-invoke', 'oms-property-set']) {
    describe(type, () => {
      let flow: OmsFlow;

      beforeEach(async () => {
        flow = await OmsFlow.start();
      });

      afterEach(() => flow.stop());

      const sent = (): unknown => JSON.parse(flow.simulator.log.entries.at(-1)?.body ?? '');
      const service = type === 'oms-device-invoke' ? { service: 'so' } : {};

      it('calls what a message says where the node leaves it blank', async () => {
        await flow.load(type);
        const given = { device_id: flow.firstDevice, ...service, params: { level: 1 } };
        await flow.outcomeOf({ payload: given });
        expect(sent()).to.deep.equal(given);
      });

      it('calls the device and the service that the node has, whatever a message says', async () => {
        const [first = '', second = ''] = [...flow.simulator.world.devices.keys()];
        const params = JSON.stringify({ level: 1 });
        await flow.load(type, { deviceId: first, userId: 'u', ...service, params, paramsType: 'json' });
        const other = { device_id: second, user_id: 'v', service: 'other', params: { level: 99 } };
        await flow.outcomeOf({ payload: other, ...other, operation: 'device/remove' });
        expect(sent()).to.deep.equal({ device_id: first, user_id: 'u', ...service, params: { level: 1 } });
      });
    });
  }
});
