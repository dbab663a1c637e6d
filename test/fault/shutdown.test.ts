import { expect } from 'chai';
import { provideRuntime } from '../../scripts/runtimes';
import type { FlowNode } from '../support/admin-api';
import { eventually } from '../support/flow';
import { NodeRed } from '../support/node-red';
import { Plant } from './support/plant';

const LONGEST_STOP_MS = 5_000;
const BYTES = 3_000_000;
const HANGS = { hang: true };

describe('The end of Node-RED in the middle of everything (docs/behaviour.md, "Deploys": nothing is left behind)', function () {
  this.timeout(120_000);
  let plant: Plant;

  beforeEach(async () => {
    plant = await Plant.start();
  });

  afterEach(() => plant.stop());

  const transferNodes = (): FlowNode[] => [
    {
      id: 'go',
      type: 'inject',
      z: 'tab',
      props: [],
      repeat: '',
      once: true,
      onceDelay: 0.1,
      wires: [['big']],
    },
    {
      id: 'big',
      type: 'function',
      z: 'tab',
      func: `return { payload: Buffer.alloc(${BYTES}, 'G1 X10\\n'), machine_id: '${plant.mgm.machineIds[0]}', file_name: 'BIG.nc' };`,
      outputs: 1,
      wires: [['big-transfer']],
    },
    { id: 'big-transfer', type: 'mgm-trans-file', z: 'tab', account: 'mgm', wires: [['result'], []] },
    {
      id: 'result',
      type: 'debug',
      z: 'tab',
      active: true,
      tosidebar: true,
      complete: 'payload',
      targetType: 'msg',
    },
  ];

  it('ends within 5 s during logins, calls, sockets, queues and transfers, and the transfer goes on afterwards', async () => {
    plant.mgm.settings.transferPieceDelayMs = 60;
    // One platform hangs at the login, one in the middle of a call.
    plant.oms.faults.add({ ...HANGS });
    const runtime = await provideRuntime('4.1');
    const flows = [
      ...plant.flow({ file: undefined }),
      ...transferNodes().map((node) => ({ ...node, x: 100, y: 100 })),
    ];
    const nodeRed = await NodeRed.start({ runtime, linkProject: true });
    await nodeRed.deploy(flows);
    const transfer = () => plant.mgm.transfers.find(({ fileName }) => fileName === 'BIG.nc');
    const isInTheMiddle = () => (transfer()?.pieces.length ?? 0) > 8;
    await eventually('the transfer is in its middle', isInTheMiddle, 30_000);
    await eventually('machines stream', () => plant.mgm.sockets.length >= 7, 30_000);
    await eventually('the queue is consumed', () => plant.quectel.broker.openConnections === 1, 30_000);
    await eventually('logins hang', () => plant.oms.traffic.requests > 0, 30_000);
    plant.dhgj.faults.add({ ...HANGS });
    const asked = plant.dhgj.traffic.requests;
    await eventually('calls hang', () => plant.dhgj.traffic.requests > asked, 30_000);

    const stoppedAfterMs = await nodeRed.stop({ keepUserDir: true });
    expect(stoppedAfterMs).to.be.below(LONGEST_STOP_MS);
    expect(transfer()?.pieces.length, 'it was cut').to.be.below(BYTES / 65_536);
    await eventually('every connection is closed', () => plant.openConnections === 0);

    const again = await NodeRed.startIn(nodeRed.userDir, { runtime });
    const comms = await again.comms();
    const result = await comms.debug.waitFor('result', ({ nodeId }) => nodeId === 'result', 40_000);
    expect(result.value).to.include({ fileName: 'BIG.nc', bytes: BYTES, resumed: true });
    await comms.close();
    expect(await again.stop()).to.be.below(LONGEST_STOP_MS);
  });
});
