import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { packageCommand, projectRoot } from './project';
import { type LayerReport, type LayerSummary, quietEndMs } from './summary-reporter';

export type Environment = Readonly<Record<string, string>>;

export const nothingRun: LayerSummary = { passed: 0, failed: 0, skipped: 0, failures: [] };

/** Windows has no process groups, but knows the parent of each process. */
const hasProcessGroups = process.platform !== 'win32';

/** Longer than the process needs to end by itself, or to say why it doesn't. */
const endMs = quietEndMs + 5_000;

/**
 * Runs tests in a mocha process of its own, which must end by itself. Anything that goes wrong besides its tests counts
 * as one more failure. Its output comes when the process is done, so that no other's lines stand between.
 */
export async function runTestProcess(
  title: string,
  mochaArguments: readonly string[],
  { minutes, environment }: { minutes: number; environment: Environment },
): Promise<LayerSummary> {
  const mocha = startMocha(mochaArguments, environment);
  const output: Buffer[] = [];
  for (const stream of [mocha.stdout, mocha.stderr])
    stream?.on('data', (chunk: Buffer) => output.push(chunk));
  const { summary, problem } = await follow(mocha, minutes);
  console.log(`\n== ${title} ==\n${Buffer.concat(output).toString()}`);
  if (problem === undefined) return summary;
  console.error(`${title}: ${problem}`);
  return { ...summary, failed: summary.failed + 1, failures: [...summary.failures, `${title}: ${problem}`] };
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
