import { expect } from 'chai';
import { provideRuntime } from '../../scripts/runtimes';
import type { DeployType, FlowNode } from '../support/admin-api';
import type { Vitals } from '../support/child-settings';
import { eventually } from '../support/flow';
import { NodeRed } from '../support/node-red';
import { Plant } from './support/plant';

const ROUNDS = 3;
/** What only lives as long as something is connected or waits. */
const LASTING = ['TCPServerWrap', 'TCPSocketWrap', 'Timeout'];
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('A storm of deploys (docs/behaviour.md, "Deploys": nothing is left behind)', function () {
  this.timeout(150_000);
  let plant: Plant;
  let nodeRed: NodeRed;

  before(async () => {
    plant = await Plant.start();
    // Slow enough that each deploy finds logins and calls under way.
    for (const simulator of plant.simulators) {
      simulator.faults.add({ method: 'POST', times: Number.POSITIVE_INFINITY, delayMs: 150 });
      simulator.faults.add({ method: 'GET', times: Number.POSITIVE_INFINITY, delayMs: 100 });
    }
    const runtime = await provideRuntime('4.1');
    nodeRed = await NodeRed.start({ runtime, linkProject: true });
  });

  after(async () => {
    await nodeRed.stop();
    await plant.stop();
    for (const simulator of plant.simulators) expect(simulator.errors).to.deep.equal([]);
  });

  /** What a user may deploy one after another, and how. */
  const storm = (round: number): [DeployType, FlowNode[]][] => [
    ['full', plant.flow()],
    ['nodes', plant.flow({ devices: { name: `changed ${round}` }, transfer: { name: `changed ${round}` } })],
    ['flows', plant.flow({ realtime: { interval: String(round) }, messages: { prefetch: '5' } })],
    // An account is changed while it is in use, and changed back.
    [
      'nodes',
      plant.flow({ mgm: { timeout: '6000' }, quectel: { timeout: '6000' }, gateway: { timeout: '6000' } }),
    ],
    ['nodes', plant.flow()],
    // Disabled nodes, and a disabled account that nodes still point to.
    ['nodes', plant.flow({ realtime: { d: true }, watch: { d: true }, oms: { d: true } })],
    ['full', plant.flow({ tab: { disabled: true } })],
    ['flows', plant.flow()],
    // Deleted, and back by undo.
    [
      'nodes',
      plant.flow({ realtime: undefined, transfer: undefined, messages: undefined, instance2: undefined }),
    ],
    ['nodes', plant.flow()],
    ['full', plant.flow({ mgm: undefined, simulated: undefined })],
    ['full', plant.flow()],
  ];

  const works = async (what: string): Promise<void> => {
    const before = plant.simulators.map(({ traffic }) => traffic.requests);
    const all = () => plant.simulators.every(({ traffic }, index) => traffic.requests > (before[index] ?? 0));
    await eventually(`${what}: every platform is called`, all, 30_000);
    await eventually(`${what}: live data`, () => plant.mgm.sockets.length >= 6, 30_000);
    await eventually(`${what}: queue`, () => plant.quectel.broker.openConnections === 1, 30_000);
  };

  /** Deploys nothing and waits until what lingers for a redeploy is over. */
  const idle = async (): Promise<Vitals> => {
    await nodeRed.deploy([], 'full');
    await eventually('every connection is closed', () => plant.openConnections === 0, 20_000);
    let vitals = await nodeRed.vitals();
    const end = performance.now() + 20_000;
    while ((vitals.resources['TCPServerWrap'] ?? 0) > 1 && performance.now() < end) {
      await wait(200);
      vitals = await nodeRed.vitals();
    }
    return vitals;
  };

  it('leaves no socket, timer, server, or queued work, and everything works in between', async () => {
    await nodeRed.deploy(plant.flow());
    await works('at first');
    const before = await idle();

    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, [type, flow]] of storm(round).entries()) {
        await nodeRed.deploy(flow, type);
        // Now and then in the middle of reconnects and logins.
        if (index % 4 === 1) plant.mgm.dropSockets();
        if (index % 4 === 2) plant.mgm.endTokens();
        if (index % 4 === 3) plant.quectel.broker.drop();
        // Each deploy meets the flow in another state of its work.
        await wait((index * 130) % 700);
      }
      await works(`round ${round}`);
    }

    let after = await idle();
    const grownKinds = () =>
      LASTING.filter((kind) => (after.resources[kind] ?? 0) > (before.resources[kind] ?? 0));
    // A timer that is about to end is nothing that is left behind.
    for (const end = performance.now() + 20_000; grownKinds().length > 0 && performance.now() < end; ) {
      await wait(500);
      after = await nodeRed.vitals();
    }
    const grown = grownKinds();
    expect(grown, JSON.stringify({ before: before.resources, after: after.resources })).to.deep.equal([]);
    expect(after.heapUsed - before.heapUsed).to.be.below(15_000_000);
    const { requests } = plant;
    await wait(2_500);
    expect(plant.requests, 'nothing that was queued goes out').to.equal(requests);
    const crashes = nodeRed.log.items.filter(({ text }) =>
      /Uncaught|Unhandled|MaxListeners|TypeError/.test(text),
    );
    expect(crashes).to.deep.equal([]);
  });

  it('accounts keep their token over deploys that keep them, in a subflow for all its instances', async () => {
    const { logins, calls } = plant.oms.statistics;
    const loginsBefore = logins.length;
    await nodeRed.deploy(plant.flow());
    await works('again');
    for (const type of ['full', 'flows', 'nodes'] as const) {
      await nodeRed.deploy(plant.flow({ devices: { name: `after ${type}` } }), type);
      // Three instances one after another, for each message.
      const before = calls.length;
      await eventually('instances call', () => calls.length > before + 8, 20_000);
    }
    expect(logins.length - loginsBefore, 'one of each app at most').to.be.at.most(2);
    await idle();
  });
});
