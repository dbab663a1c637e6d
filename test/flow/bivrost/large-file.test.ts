import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { BivrostSimulator } from '../../../lib/simulator/bivrost/bivrost-simulator';
import { programMd5, programStream } from '../../../lib/simulator/bivrost/generated-program';
import type { FileOutcome, FileTask } from './file-child';

const MEGABYTE = 1024 * 1024;
const SIZE = 200 * MEGABYTE;
const SEED = 7;
const MOST_GROWTH = 48 * MEGABYTE;
const MACHINE = '1010';

function inChild(task: FileTask): Promise<FileOutcome> {
  const child = fork(resolve(__dirname, 'file-child.js'));
  return new Promise((onOutcome, onError) => {
    child.once('message', ({ outcome, error }: { outcome?: FileOutcome; error?: string }) =>
      outcome ? onOutcome(outcome) : onError(new Error(error)),
    );
    child.once('error', onError);
    child.send(task);
  });
}

describe('A 200 MB NC program through bivrost-file (docs/platforms/bivrost.md, "Files": 2.6.2, 2.6.5)', function () {
  this.timeout(60_000);
  let folder: string;
  let simulator: BivrostSimulator;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'program-'));
  });

  after(() => rm(folder, { recursive: true }));

  beforeEach(async () => {
    simulator = new BivrostSimulator();
    await simulator.start();
  });

  afterEach(async () => {
    await simulator.stop();
    expect(simulator.errors).to.deep.equal([]);
  });

  function report(what: string, { growth, durationMs }: FileOutcome): void {
    console.log(`      ${what}: +${(growth / MEGABYTE).toFixed(1)} MB memory, ${durationMs} ms`);
  }

  it('goes up whole with flat memory', async () => {
    const filename = join(folder, 'up.nc');
    await once(programStream(SIZE, SEED).pipe(createWriteStream(filename)), 'finish');
    const baseUrl = simulator.origin;
    const task = { baseUrl, action: 'send', machineID: MACHINE, fileName: 'large.nc', filename } as const;
    const outcome = await inChild(task);
    report('up', outcome);
    const md5 = programMd5(SIZE, SEED);
    expect(outcome.payload).to.include({ result: 'sent', bytes: SIZE, md5 });
    expect(simulator.files(MACHINE).file('', 'large.nc')).to.include({ size: SIZE, md5 });
    expect(outcome.growth).to.be.below(MOST_GROWTH);
  });

  it('comes down whole with flat memory', async () => {
    const { md5 } = simulator.files(MACHINE).putGenerated('', 'large.nc', SIZE, SEED);
    const filename = join(folder, 'down.nc');
    const baseUrl = simulator.origin;
    const task = { baseUrl, action: 'fetch', machineID: MACHINE, fileName: 'large.nc', filename } as const;
    const outcome = await inChild(task);
    report('down', outcome);
    expect(outcome.payload).to.include({ result: 'fetched', bytes: SIZE, md5 });
    expect(outcome.md5).to.equal(md5);
    expect(outcome.growth).to.be.below(MOST_GROWTH);
  });
});
