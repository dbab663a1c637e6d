import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { provideRuntime } from '../../../scripts/runtimes';
import { NodeRed } from '../../support/node-red';
import { Canaries } from './canaries';
import { accountId, accountType, driven, variantFlow } from './canary-flows';
import { CanaryPlant, canaryCredentials, platforms } from './canary-plant';
import { HostilePlant } from './hostile-plant';
import { SeededRandom } from './hostile-random';

const SECONDS = Number(process.env['HOSTILE_SECONDS'] ?? 40);
const SEED = Number(process.env['HOSTILE_SEED'] ?? Date.now() % 1e9);
const LARGEST_MIB = 300;
const MIB = 1024 * 1024;

/** Lists that dialogs ask for, by platform. */
const PICKERS: Readonly<Record<string, readonly string[]>> = {
  mgm: ['machines'],
  bivrost: ['machines'],
  oms: ['devices', 'products'],
  quectel: ['products', 'devices', 'queues'],
  dhgj: [],
};

/** The most that the process ever held, where the system tells it, else what it holds now. */
async function residentBytes(nodeRed: NodeRed): Promise<number> {
  if (process.platform !== 'linux') return (await nodeRed.vitals()).rss;
  const [, kilobytes] =
    /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${nodeRed.process.pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

describe('Node-RED under hostile platforms (SECURITY: the process goes on, with bounded memory)', function () {
  this.timeout((SECONDS + 120) * 1_000);

  it(`lives within ${LARGEST_MIB} MiB, whatever every socket, queue, call and picker is answered (seed ${SEED})`, async () => {
    const random = new SeededRandom(SEED);
    const credentials = canaryCredentials(new Canaries(), 'hostile');
    const plant = new CanaryPlant(new Canaries(), credentials);
    await plant.start();
    const hostile = new HostilePlant(plant, random);
    await hostile.start();
    const nodeRed = await NodeRed.start({
      runtime: await provideRuntime('4.1'),
      linkProject: true,
      nodeArguments: ['--max-old-space-size=256'],
    });
    try {
      const variant = { name: 'hostile', credentials, baseUrl: hostile.baseUrl.bind(hostile) };
      const flow = variantFlow({ ...variant, more: { brokerUrl: hostile.brokerUrl, timeout: 2_000 } });
      await nodeRed.deploy(
        flow.map((node) => (node['type'] === 'debug' ? { ...node, console: false } : node)),
      );
      let largest = 0;
      const end = Date.now() + SECONDS * 1_000;
      while (Date.now() < end) {
        await Promise.all([
          ...driven('hostile').map((id) => nodeRed.admin.inject(`${id}-inject`)),
          askPicker(nodeRed),
        ]);
        largest = Math.max(largest, await residentBytes(nodeRed));
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      const counts = [...hostile.counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
      console.log(`      at most ${Math.round(largest / MIB)} MiB; ${counts}`);
      expect(nodeRed.process.exitCode).to.equal(null);
      expect(Math.round(largest / MIB)).to.be.below(LARGEST_MIB);
      expect(nodeRed.complaints.filter(({ text }) => /uncaught|unhandled/i.test(text))).to.deep.equal([]);
      expect(hostile.counts.size).to.be.above(15);
    } catch (error) {
      const log = nodeRed.log.items.map(({ text }) => text.slice(0, 500));
      throw new Error(`Node-RED's last words: ${log.slice(-3).join('\n')}`, { cause: error });
    } finally {
      await nodeRed.stop().catch(() => undefined);
      await hostile.stop();
      await plant.stop();
    }

    async function askPicker({ admin }: NodeRed): Promise<void> {
      const platform = random.one(platforms);
      const list = random.one(['test', ...(PICKERS[platform] ?? []).map((name) => `choices/${name}`)]);
      const properties = { environment: 'custom', baseUrl: hostile.baseUrl(platform), timeout: 2_000 };
      await admin.send('POST', `shopfloor/${accountType(platform)}/${list}`, {
        id: accountId('hostile', platform),
        properties,
      });
    }
  });
});
