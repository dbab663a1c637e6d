import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { compiledRoot, packageCommand, projectRoot } from './project';
import { type LayerReport, type LayerSummary, quietEndMs } from './summary-reporter';
import type { ProgramName } from './system-programs';

interface LayerRun {
  /** The time that one process may take. */
  readonly minutes: number;
  /** What has a process of its own, two at once, where the tests mostly wait; else one process runs everything. */
  readonly apart?: 'file' | 'folder';
  /** What it starts besides Node.js. */
  readonly needs?: readonly ProgramName[];
}

const PROCESSES_AT_ONCE = 2;

/** The layers in the order in which they run. */
const layerRuns = {
  unit: { minutes: 8, apart: 'folder' },
  flow: { minutes: 10, apart: 'file' },
  palette: { minutes: 20 },
  browser: { minutes: 25, needs: ['chromium'] },
  fault: { minutes: 10, apart: 'file', needs: ['redis-server'] },
  peers: {
    minutes: 5,
    apart: 'file',
    needs: ['haproxy', 'nginx', 'rabbitmq', 'redis-sentinel', 'redis-server', 'squid', 'tinyproxy'],
  },
} as const satisfies Record<string, LayerRun>;

export type Layer = keyof typeof layerRuns;
export const layers = Object.keys(layerRuns) as Layer[];

export function programsOf(layer: Layer): readonly ProgramName[] {
  const { needs = [] }: LayerRun = layerRuns[layer];
  return needs;
}

type Environment = Readonly<Record<string, string>>;

const nothingRun: LayerSummary = { passed: 0, failed: 0, skipped: 0, failures: [] };

/** Windows has no process groups, but knows the parent of each process. */
const hasProcessGroups = process.platform !== 'win32';

/** Longer than the process needs to end by itself, or to say why it doesn't. */
const endMs = quietEndMs + 5_000;

/**
 * Runs one layer in mocha processes of its own, which must end by themselves. Anything that goes wrong besides
 * its tests counts as one more failure.
 */
export async function runLayer(
  layer: Layer,
  mochaArguments: readonly string[],
  environment: Environment = {},
): Promise<LayerSummary> {
  const files = testFiles(path.join(compiledRoot, 'test', layer));
  if (files.length === 0) {
    console.log(`${layer}: no tests`);
    return nothingRun;
  }
  console.log(`\n== ${layer} ==`);
  const { minutes, apart }: LayerRun = layerRuns[layer];
  const run = (some: readonly string[]): Promise<LayerSummary> =>
    runProcess(layer, [...mochaArguments, ...some], { minutes, environment, isShown: apart === undefined });
  if (apart === undefined) return run(files);
  const groups = apart === 'file' ? files.map((file) => [file]) : byFolder(layer, files);
  let sum = nothingRun;
  const worker = async (): Promise<void> => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      const one = await run(group);
      sum = added(sum, one);
    }
  };
  await Promise.all(Array.from({ length: PROCESSES_AT_ONCE }, worker));
  return sum;
}

/** The files by the layer's folder that they are in. */
function byFolder(layer: Layer, files: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const [folder = ''] = path.relative(path.join(compiledRoot, 'test', layer), file).split(path.sep);
    groups.set(folder, [...(groups.get(folder) ?? []), file]);
  }
  return [...groups.values()];
}

/** Output that is not shown at once comes when the process is done, so that no other's lines stand between. */
async function runProcess(
  layer: Layer,
  mochaArguments: readonly string[],
  { minutes, environment, isShown }: { minutes: number; environment: Environment; isShown: boolean },
): Promise<LayerSummary> {
  const mocha = startMocha(mochaArguments, environment, isShown ? 'inherit' : 'pipe');
  const output: Buffer[] = [];
  for (const stream of [mocha.stdout, mocha.stderr])
    stream?.on('data', (chunk: Buffer) => output.push(chunk));
  const { summary, problem } = await follow(mocha, minutes);
  if (output.length > 0) console.log(Buffer.concat(output).toString());
  if (problem === undefined) return summary;
  console.error(`${layer}: ${problem}`);
  return { ...summary, failed: summary.failed + 1, failures: [...summary.failures, problem] };
}

function added(one: LayerSummary, other: LayerSummary): LayerSummary {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
    failures: [...one.failures, ...other.failures],
  };
}

function testFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .sort()
    .map((file) => path.join(folder, file));
}

/** In a process group of its own, so that what it started can be ended with it. */
function startMocha(
  mochaArguments: readonly string[],
  environment: Environment,
  output: 'inherit' | 'pipe',
): ChildProcess {
  const reporter = path.join(__dirname, 'summary-reporter.js');
  return fork(
    packageCommand('mocha', 'mocha'),
    ['--reporter', reporter, '--forbid-only', ...mochaArguments],
    {
      cwd: projectRoot,
      execArgv: ['--enable-source-maps'],
      detached: hasProcessGroups,
      env: { ...process.env, ...environment },
      stdio: ['inherit', output, output, 'ipc'],
    },
  );
}

interface LayerOutcome {
  readonly summary: LayerSummary;
  readonly problem: string | undefined;
}

async function follow(mocha: ChildProcess, minutes: number): Promise<LayerOutcome> {
  let summary: LayerSummary | undefined;
  let problem: string | undefined;
  const endGroup = (): void => killGroup(mocha.pid);
  const limit = (milliseconds: number, message: string): NodeJS.Timeout =>
    setTimeout(() => {
      problem = message;
      endGroup();
    }, milliseconds);
  const onSignal = (signal: NodeJS.Signals): void => {
    endGroup();
    process.kill(process.pid, signal);
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);

  let timer = limit(minutes * 60_000, `not done after ${minutes} minutes`);
  mocha.on('message', (message) => {
    const report = message as LayerReport;
    if (report.kind === 'afterwards') {
      problem = report.problem;
    } else {
      summary = report.summary;
      clearTimeout(timer);
      timer = limit(endMs, 'does not end after its last test');
    }
  });
  // The last report may arrive after the exit of the process, but not after its channel has closed.
  const [[code, signal]] = await Promise.all([once(mocha, 'exit'), once(mocha, 'disconnect')]);
  clearTimeout(timer);
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  endGroup();

  if (summary === undefined || (summary.failed === 0 && code !== 0))
    problem ??= `ended with ${code ?? signal}`;
  return { summary: summary ?? nothingRun, problem };
}

function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  if (!hasProcessGroups) {
    spawnSync('taskkill', ['/pid', String(leader), '/t', '/f'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    // Usually no process of the group is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
