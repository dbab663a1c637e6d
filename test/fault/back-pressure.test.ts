import { expect } from 'chai';
import { BivrostSimulator } from '../../lib/simulator/bivrost/bivrost-simulator';
import { MgmSimulator } from '../../lib/simulator/mgm/mgm-simulator';
import { provideRuntime } from '../../scripts/runtimes';
import type { Comms } from '../support/comms';
import { eventually, inTab } from '../support/flow';
import { NodeRed } from '../support/node-red';

const SLOW_MS = 80;
const MACHINES = 12;

/** Keeps Node-RED's event loop busy for each message, and notes what it got. */
const SLOW_FUNCTION = `
  const end = Date.now() + ${SLOW_MS};
  while (Date.now() < end);
  const seen = flow.get('seen') || { count: 0, last: 0, machines: {} };
  seen.count += 1;
  seen.last = Date.now();
  const { changed, fields } = msg.payload;
  if (changed) seen.machines[msg.topic] = { ...seen.machines[msg.topic], ...fields };
  flow.set('seen', seen);
  return msg;
`;

interface NodeProperties {
  type: string;
  [property: string]: unknown;
}

interface Seen {
  count: number;
  last: number;
  machines: Record<string, Record<string, unknown>>;
}

describe('A flow that is slower than its machines (docs/behaviour.md, "Slow flows")', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;
  let comms: Comms;
  let simulator: MgmSimulator | BivrostSimulator;

  before(async () => {
    const runtime = await provideRuntime('4.1');
    nodeRed = await NodeRed.start({ runtime, linkProject: true });
    comms = await nodeRed.comms();
  });

  after(async () => {
    await comms.close();
    await nodeRed.stop();
  });

  afterEach(() => simulator.stop());

  async function deploy(account: NodeProperties, node: NodeProperties): Promise<void> {
    await nodeRed.deploy(
      inTab([
        { id: 'account', environment: 'custom', ...account },
        { id: 'in', account: 'account', wires: [['slow']], ...node },
        { id: 'slow', type: 'function', func: SLOW_FUNCTION, outputs: 1, wires: [[]] },
        { id: 'ask', type: 'http in', url: '/seen', method: 'get', wires: [['answer']] },
        {
          id: 'answer',
          type: 'function',
          func: "return { ...msg, payload: flow.get('seen') || { count: 0, last: 0, machines: {} } };",
          outputs: 1,
          wires: [['reply']],
        },
        { id: 'reply', type: 'http response', wires: [] },
      ]),
    );
  }

  async function seen(): Promise<Seen> {
    return (await (await fetch(`${nodeRed.url}seen`)).json()) as Seen;
  }

  const merged = () => Number(/(\d+) merged/.exec(comms.statusOf('in')?.text ?? '')?.[1] ?? 0);

  it('mgm-realtime-in: one state waits for each machine, nothing of it is lost, and what was merged is counted', async () => {
    const cloud = new MgmSimulator({ machines: MACHINES, realtimeIntervalMs: 50 });
    simulator = cloud;
    await cloud.start();
    const machineIds = cloud.machineIds.slice(0, MACHINES);
    const credentials = { appKey: 'simulator', appSecret: 'simulator' };
    await deploy(
      { type: 'mgm-account', baseUrl: cloud.apiUrl, credentials },
      { type: 'mgm-realtime-in', machines: machineIds.join(','), output: 'changes' },
    );
    const openSockets = () => cloud.sockets.filter(({ endpoint }) => endpoint === 'real_time').length;
    await eventually('all followed', () => openSockets() === MACHINES, 20_000);
    cloud.statistics.reset();

    const { count: before } = await seen();
    const begun = performance.now();
    let round = 0;
    // Each field comes once: who drops a message never sees it.
    while (performance.now() - begun < 6_000) {
      for (const machineId of machineIds)
        cloud.emitNow(machineId, { [`once_${round}`]: '1', round: String(round) });
      round += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await eventually('the status counts', () => merged() > round, 10_000);
    for (const machineId of machineIds) cloud.setStatus(machineId, 0);
    cloud.realtimeIntervalMs = 3_600_000;
    const emitted = performance.now();
    const complete = async () => {
      const { machines } = await seen();
      const whole = ([, fields]: [string, Record<string, unknown>]) =>
        Array.from({ length: round }, (_, each) => `once_${each}`).every((field) => field in fields);
      return Object.entries(machines).filter(whole).length === MACHINES;
    };
    while (!(await complete())) expect(performance.now() - emitted, 'still not all').to.be.below(20_000);
    const { count } = await seen();
    // A message takes up to 1 ms less: the function's clock counts whole ones.
    expect(count - before, 'no queue of messages was worked off').to.be.below(
      (performance.now() - begun) / (SLOW_MS - 1) + 2,
    );
    expect(round * MACHINES, 'there was too much').to.be.above(3 * count);
    expect(cloud.statistics.handshakes, 'no socket was lost over it').to.have.length(0);
    expect(comms.statusOf('in')?.text).to.match(/^12\/12, \d+ merged$/);
  });

  it('bivrost-machine-in: the same', async () => {
    const gateway = new BivrostSimulator({
      machines: MACHINES,
      offlineMachines: 0,
      taskIntervalMs: 50,
      phaseMs: 300,
    });
    simulator = gateway;
    await gateway.start();
    await deploy(
      {
        type: 'bivrost-gateway',
        baseUrl: gateway.origin,
        auth: 'jwt',
        credentials: { username: 'simulator', password: 'simulator' },
      },
      { type: 'bivrost-machine-in', interval: 100, output: 'state' },
    );
    await eventually('the status counts', () => merged() > 10, 30_000);
    await gateway.stop();
    const { count } = await seen();
    await new Promise((resolve) => setTimeout(resolve, 2 * MACHINES * SLOW_MS));
    const settled = await seen();
    expect(settled.count - count, 'what waited when the gateway fell silent').to.be.at.most(2 * MACHINES);
    await new Promise((resolve) => setTimeout(resolve, 5 * SLOW_MS));
    expect((await seen()).count, 'no queue is worked off').to.equal(settled.count);
  });
});
