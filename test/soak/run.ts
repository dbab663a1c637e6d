import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createRandom } from '../../lib/simulator/random';
import { projectRoot } from '../../scripts/project';
import { type Generation, provideRuntime } from '../../scripts/runtimes';
import { eventually } from '../support/eventually';
import { NodeRed } from '../support/node-red';
import { type SourceFile, soakFlows, withoutInjections } from './flows';
import { Ledger } from './ledger';
import type { Observation } from './observer';
import { Plant, platforms } from './plant';
import { mostSilenceMs } from './streams';
import { type Trouble, Troublemaker } from './trouble';

export interface SoakOptions {
  readonly minutes: number;
  /** Decides which troubles come when. */
  readonly seed: number;
  readonly generation: Generation;
  /** Where a line goes now and then, for whoever watches. */
  readonly onProgress?: (line: string) => void;
  /** Hands out the book as soon as there is one. */
  readonly onLedger?: (ledger: Ledger) => void;
}

/** Time without trouble at the start and at the end. */
const calmStartMs = 15_000;
const calmEndMs = 15_000;
const longestTroubleMs = 25_000;
const samples = 100;
const leastSampleMs = 3_000;

/** Runs the examples of the whole factory in a Node-RED of its own under random troubles, and keeps book. */
export async function soak({
  minutes,
  seed,
  generation,
  onProgress,
  onLedger,
}: SoakOptions): Promise<Ledger> {
  const milliseconds = minutes * 60_000;
  const folder = mkdtempSync(path.join(tmpdir(), 'soak-'));
  const plant = await Plant.start();
  const files = sourceFiles(folder);
  const ledger = new Ledger(plant, files, { minutes, seed, generation });
  try {
    const flows = soakFlows(plant, files);
    const nodeRed = await startNodeRed(generation, ledger);
    await nodeRed.deploy(flows);
    const ending = new AbortController();
    const sampling = sampleVitals(
      nodeRed,
      ledger,
      Math.max(leastSampleMs, milliseconds / samples),
      ending.signal,
    );
    ledger.begin();
    onLedger?.(ledger);
    await Promise.race([wait(calmStartMs), ledger.crashed]);
    const troubles = makeTrouble(plant, seed, milliseconds, ending.signal, (trouble) => {
      ledger.troubles.push(trouble);
      onProgress?.(`${new Date(trouble.from).toISOString()} ${trouble.platform}: ${trouble.what}`);
    });
    await Promise.race([wait(Math.max(0, milliseconds - calmStartMs - calmEndMs)), ledger.crashed]);
    ending.abort();
    await Promise.all([...troubles, sampling]);
    await Promise.race([wait(calmEndMs), ledger.crashed]);
    ledger.end();
    await finish(nodeRed, ledger, flows);
  } finally {
    await plant.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return ledger;
}

async function startNodeRed(generation: Generation, ledger: Ledger): Promise<NodeRed> {
  const nodeRed = await NodeRed.start({
    runtime: await provideRuntime(generation),
    linkProject: true,
    settings: { nodesDir: [path.join(projectRoot, 'node_modules', '@flowfuse', 'node-red-dashboard')] },
    nodeArguments: ['--require', path.join(__dirname, 'observer.js')],
  });
  nodeRed.process.on('message', (message: Observation | { readonly kind: 'other' }) => {
    if (message.kind === 'observation') ledger.take(message);
  });
  nodeRed.process.once('exit', (code, signal) => ledger.exited(String(code ?? signal), nodeRed.log.items));
  return nodeRed;
}

function makeTrouble(
  plant: Plant,
  seed: number,
  milliseconds: number,
  signal: AbortSignal,
  onTrouble: (trouble: Trouble) => void,
): Promise<void>[] {
  const random = createRandom(seed);
  const longestMs = Math.min(longestTroubleMs, milliseconds / 8);
  return platforms.map((platform) =>
    new Troublemaker(plant, platform, random.fork(platform), longestMs, onTrouble).run(signal),
  );
}

async function sampleVitals(
  nodeRed: NodeRed,
  ledger: Ledger,
  everyMs: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && !ledger.hasCrashed) {
    await nodeRed.vitals().then(
      (vitals) => ledger.sample(vitals),
      (error: unknown) => ledger.missedVitals(error),
    );
    await wait(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Lets transfers come to their end, then stops Node-RED as a service manager does. */
async function finish(nodeRed: NodeRed, ledger: Ledger, flows: ReturnType<typeof soakFlows>): Promise<void> {
  if (ledger.hasCrashed) {
    rmSync(nodeRed.userDir, { recursive: true, force: true });
    return;
  }
  await nodeRed.deploy(withoutInjections(flows), 'nodes');
  await eventually('the transfers end', () => ledger.transfersUnderWay === 0, 3 * mostSilenceMs).catch(
    (error: unknown) => ledger.broken.push(String(error)),
  );
  ledger.stopping();
  await nodeRed.stop().then(
    (ms) => ledger.stopped(ms),
    (error: unknown) => ledger.broken.push(String(error)),
  );
}

function sourceFiles(folder: string): SourceFile[] {
  return [60_000, 1_500_000, 5_000_000].map((size, index) => {
    const content = randomBytes(size);
    const file = path.join(folder, `part-${index}.nc`);
    writeFileSync(file, content);
    return { path: file, md5: createHash('md5').update(content).digest('hex') };
  });
}
