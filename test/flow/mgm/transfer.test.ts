import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { MgmSimulator } from '../../../lib/simulator/mgm/mgm-simulator';
import type { TransferOutcome, TransferTask } from '../../support/transfer-child';

const MEGABYTE = 1024 * 1024;
const LARGEST = 50 * MEGABYTE;
const MOST_GROWTH = 24 * MEGABYTE;

function sendInChild(task: TransferTask): Promise<TransferOutcome> {
  const child = fork(resolve(__dirname, '../../support/transfer-child.js'));
  return new Promise((onOutcome, onError) => {
    child.once('message', ({ outcome, error }: { outcome?: TransferOutcome; error?: string }) =>
      outcome ? onOutcome(outcome) : onError(new Error(error)),
    );
    child.once('error', onError);
    child.send(task);
  });
}

describe('A 50 MB file (docs/platforms/mgm.md, "Sending files": at most 50 MB)', function () {
  this.timeout(120_000);
  let folder: string;
  let path: string;
  let md5: string;
  let simulator: MgmSimulator;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'transfer-'));
    path = join(folder, 'large.nc');
    const content = randomBytes(LARGEST);
    md5 = createHash('md5').update(content).digest('hex');
    await writeFile(path, content);
  });

  after(() => rm(folder, { recursive: true }));

  afterEach(() => simulator.stop());

  for (const transport of ['websocket', 'sockjs'] as const) {
    it(`cut at three random places arrives whole over ${transport}, resuming each time, with flat memory`, async () => {
      const cuts = [0.2, 0.5, 0.8].map((part) => Math.round(LARGEST * (part + Math.random() * 0.1)));
      simulator = new MgmSimulator({ transferCuts: cuts, partialLoss: 100_000 });
      await simulator.start();
      const [machineId = ''] = simulator.machineIds;
      const outcome = await sendInChild({ baseUrl: simulator.apiUrl, transport, machineId, path });
      const transfer = simulator.transfers.at(-1);
      expect(outcome).to.include({ md5, resumed: true });
      expect(transfer).to.include({ md5, bytes: LARGEST, connections: 4 });
      console.log(`      memory: +${(outcome.growth / MEGABYTE).toFixed(1)} MB, ${outcome.durationMs} ms`);
      expect(outcome.growth).to.be.below(MOST_GROWTH);
    });

    it(`on a link of 2 MB/s over ${transport} leaves memory flat`, async () => {
      simulator = new MgmSimulator({ transferBytesPerSecond: 2 * MEGABYTE });
      await simulator.start();
      const [machineId = ''] = simulator.machineIds;
      const outcome = await sendInChild({ baseUrl: simulator.apiUrl, transport, machineId, path });
      expect(outcome.md5).to.equal(md5);
      console.log(`      memory: +${(outcome.growth / MEGABYTE).toFixed(1)} MB, ${outcome.durationMs} ms`);
      expect(outcome.durationMs).to.be.above(20_000);
      expect(outcome.growth).to.be.below(MOST_GROWTH);
    });
  }
});
