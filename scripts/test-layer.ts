import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Duration } from './durations';
import { compiledRoot, packageCommand, projectRoot } from './project';
import { type Generation, generations, provideRuntime } from './runtimes';
import { type LayerReport, type LayerSummary, quietEndMs } from './summary-reporter';
import type { ProgramName } from './system-programs';

interface LayerRun {
  /** The time that one process may take. */
  readonly minutes: number;
  /** What has a process of its own. */
  readonly apart: 'file' | 'folder';
  /** How many processes run at once. */
  readonly atOnce: number;
  /**
   * The processes that take longest, by their names in the table at the end of a run: they start first, so that none of
   * them is left over when all others are done.
   */
  readonly first: readonly string[];
  /** The Node-REDs that it starts, which are installed before the first process: two would else do the same work. */
  readonly nodeReds?: readonly Generation[];
  /** What it starts besides Node.js. */
  readonly needs?: readonly ProgramName[];
}

/**
 * The layers in the order in which they run, for a computer with two cores. Units compute most of the time, browsers and
 * installations all the time; the tests of the other layers mostly wait for sockets, leases, heartbeats and limits, so
 * that two processes would leave a core idle.
 */
const layerRuns = {
  unit: { minutes: 8, apart: 'folder', atOnce: 3, first: ['hostile', 'http', 'quectel', 'simulator', 'oms'] },
  flow: {
    minutes: 10,
    apart: 'file',
    atOnce: 4,
    first: ['mgm/sockets', 'mgm/transfer', 'bivrost/large-file', 'bivrost/many-machines'],
  },
  palette: { minutes: 20, apart: 'file', atOnce: 2, first: ['install', 'demo'], nodeReds: generations },
  browser: {
    minutes: 20,
    apart: 'file',
    atOnce: 2,
    first: ['examples', 'board', 'operation-form'],
    nodeReds: generations,
    needs: ['chromium'],
  },
  fault: {
    minutes: 10,
    apart: 'file',
    atOnce: 3,
    first: ['processes/plant', 'table', 'soak', 'security/canary', 'security/hostile'],
    nodeReds: generations,
    needs: ['redis-server'],
  },
  peers: {
    minutes: 5,
    apart: 'file',
    atOnce: 4,
    first: [
      'store/hostile-server',
      'quectel/rabbitmq',
      'shared-store/refusals',
      'store/shared-rate-limiter',
      'store/partition-assignment',
    ],
    needs: ['haproxy', 'nginx', 'rabbitmq', 'redis-sentinel', 'redis-server', 'squid', 'tinyproxy'],
  },
} as const satisfies Record<string, LayerRun>;

export type Layer = keyof typeof layerRuns;
export const layers = Object.keys(layerRuns) as Layer[];

export function programsOf(layer: Layer): readonly ProgramName[] {
  const { needs = [] }: LayerRun = layerRuns[layer];
  return needs;
}

export type Environment = Readonly<Record<string, string>>;

const nothingRun: LayerSummary = { passed: 0, failed: 0, skipped: 0, failures: [] };

/** Windows has no process groups, but knows the parent of each process. */
const hasProcessGroups = process.platform !== 'win32';

/** Longer than the process needs to end by itself, or to say why it doesn't. */
const endMs = quietEndMs + 5_000;

/** What became of a layer, and how long each of its processes took. */
export interface LayerRunOutcome {
  readonly summary: LayerSummary;
  readonly processes: readonly Duration[];
}

/**
 * Runs one layer in mocha processes of its own, which must end by themselves. Anything that goes wrong besides
 * its tests counts as one more failure.
 */
export async function runLayer(
  layer: Layer,
  mochaArguments: readonly string[],
  environment: Environment = {},
): Promise<LayerRunOutcome> {
  const groups = processGroups(layer);
  console.log(groups.length === 0 ? `${layer}: no tests` : `\n== ${layer} ==`);
  const { minutes, atOnce, nodeReds = [] }: LayerRun = layerRuns[layer];
  // The tests that need a program report that it could not be installed.
  for (const generation of nodeReds) await provideRuntime(generation).catch(() => undefined);
  let sum = nothingRun;
  const processes: Duration[] = [];
  const worker = async (): Promise<void> => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      const begun = performance.now();
      const one = await runProcess(layer, [...mochaArguments, ...group.files], { minutes, environment });
      processes.push({ name: `${layer} ${group.name}`, milliseconds: performance.now() - begun });
      sum = added(sum, one);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { summary: sum, processes };
}

interface ProcessGroup {
  readonly name: string;
  readonly files: readonly string[];
}

/** What each process of a layer runs, in the order in which they start. */
function processGroups(layer: Layer): ProcessGroup[] {
  const { apart, first }: LayerRun = layerRuns[layer];
  const root = path.join(compiledRoot, 'test', layer);
  const groups = new Map<string, string[]>();
  for (const file of testFiles(root)) {
    const parts = path.relative(root, file).split(path.sep);
    const name = apart === 'file' ? parts.join('/').replace(/\.test\.js$/, '') : (parts[0] ?? '');
    groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  const missing = first.filter((name) => !groups.has(name));
  if (missing.length > 0) throw new Error(`${layer} has nothing called ${missing.join(', ')}`);
  return [...new Set([...first, ...groups.keys()])].map((name) => ({ name, files: groups.get(name) ?? [] }));
}

/** Its output comes when the process is done, so that no other's lines stand between. */
async function runProcess(
  layer: Layer,
  mochaArguments: readonly string[],
  { minutes, environment }: { minutes: number; environment: Environment },
): Promise<LayerSummary> {
  const mocha = startMocha(mochaArguments, environment);
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
function startMocha(mochaArguments: readonly string[], environment: Environment): ChildProcess {
  const reporter = path.join(__dirname, 'summary-reporter.js');
  return fork(
    packageCommand('mocha', 'mocha'),
    ['--reporter', reporter, '--forbid-only', ...mochaArguments],
    {
      cwd: projectRoot,
      execArgv: ['--enable-source-maps'],
      detached: hasProcessGroups,
      env: { ...withoutProxies(process.env), ...environment },
      stdio: ['inherit', 'pipe', 'pipe', 'ipc'],
    },
  );
}

/** The developer's own proxy would stand between the tests and their servers. */
export function withoutProxies(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(environment).filter(([name]) => !/^(?:https?|all|no)_proxy$/i.test(name));
  return Object.fromEntries(others);
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
