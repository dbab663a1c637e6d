import { expect } from 'chai';
import type { NodeMessageInFlow } from 'node-red';
import type { BivrostMachineState } from '../../../lib/bivrost';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import type { BivrostOptions } from '../../../lib/simulator/bivrost/settings';
import { hurried } from '../../support/fake-clock';
import { nodeById, unloadFlow } from '../../support/flow';
import { loadGatewayFlow } from './gateway-flow';

const MACHINES = 200;
const OFFLINE = 20;
/** What one machine that is off makes the gateway wait: no news of the others may wait for that. */
const OFFLINE_DELAY_MS = 5_000;
const CHANGE_EVERY_MS = 8;
const COUNT_FROM = 1_000_000;

/** How the gateway comes by what it answers. */
const gateways: Record<string, BivrostOptions> = {
  'whose tasks collect everything': {},
  'whose cached reads wait for machines that are off': { delayCachedReads: true },
  'that asks the machines themselves': { tasks: false },
};

describe('200 machines at 1 s, 20 of them offline with 5 s delays (docs/nodes.md, "bivrost-machine-in")', function () {
  this.timeout(40_000);
  let simulator: BivrostSimulator;

  afterEach(async () => {
    await unloadFlow();
    await simulator.stop();
    expect(simulator.errors).to.deep.equal([]);
  });

  for (const [what, options] of Object.entries(gateways)) {
    it(
      `at a gateway ${what}: no change of the others waits for one that is off`,
      hurried(async () => {
        simulator = new BivrostSimulator({
          machines: MACHINES,
          offlineMachines: OFFLINE,
          offlineDelayMs: OFFLINE_DELAY_MS,
          phaseMs: 1_000_000_000,
          taskIntervalMs: 500,
          ...options,
        });
        await simulator.start();
        const reads = 'cnc/readCNCStatus,cnc/readCount';
        await loadGatewayFlow(simulator, { type: 'bivrost-machine-in', interval: 1000, reads });
        const online = simulator.machineIDs.filter((machineID) => !simulator.isOffline(machineID));
        const seen = new Set<string>();
        const changedAt = new Map<number, number>();
        const latencies: number[] = [];
        const finished = new Promise<void>((resolve) => {
          nodeById('answered').on('input', (msg: NodeMessageInFlow, _send, done) => {
            const { machineId, count } = msg.payload as BivrostMachineState;
            seen.add(machineId);
            const since = typeof count === 'number' ? changedAt.get(count) : undefined;
            if (since !== undefined) latencies.push(performance.now() - since);
            if (latencies.length === online.length) resolve();
            done();
          });
        });
        await everyMachineIs(seen, online);
        const callsBefore = simulator.statistics.countOf();
        const started = performance.now();
        for (const [index, machineID] of online.entries()) {
          changedAt.set(COUNT_FROM + index, performance.now());
          simulator.setState(machineID, { status: 'AUTO_RUN', count: COUNT_FROM + index });
          await new Promise((resolve) => setTimeout(resolve, CHANGE_EVERY_MS));
        }
        await Promise.race([finished, rejectAfter(OFFLINE_DELAY_MS + 1_000, () => latencies.length)]);
        const calls = (simulator.statistics.countOf() - callsBefore) / ((performance.now() - started) / 1000);
        const slowest = Math.max(...latencies);
        console.log(`      slowest ${Math.round(slowest)} ms, ${calls.toFixed(1)} calls a second`);
        expect(latencies).to.have.length(online.length);
        expect(slowest).to.be.below(OFFLINE_DELAY_MS);
      }),
    );
  }

  async function everyMachineIs(seen: ReadonlySet<string>, online: readonly string[]): Promise<void> {
    const end = performance.now() + 15_000;
    while (!online.every((machineID) => seen.has(machineID))) {
      if (performance.now() > end) throw new Error(`only ${seen.size} machines were told of`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
});

function rejectAfter(ms: number, progress: () => number): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error(`only ${progress()} changes were told in time`)), ms).unref();
  });
}
