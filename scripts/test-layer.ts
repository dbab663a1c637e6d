import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { compiledRoot, packageCommand, projectRoot } from './project';
import { type LayerReport, type LayerSummary, quietEndMs } from './summary-reporter';

/** The layers in the order in which they run, with the time that one may take as a whole, in minutes. */
export const layerMinutes = { unit: 8, flow: 10, palette: 20, browser: 20, fault: 30 } as const;
export type Layer = keyof typeof layerMinutes;

const nothingRun: LayerSummary = { passed: 0, failed: 0, skipped: 0, failures: [] };

/** Longer than the process needs to end by itself, or to say why it doesn't. */
const endMs = quietEndMs + 5_000;

/**
 * Runs one layer in a mocha process of its own, which must end by itself. Anything that goes wrong besides
 * its tests counts as one more failure.
 */
export async function runLayer(
  layer: Layer,
  mochaArguments: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<LayerSummary> {
  const files = testFiles(path.join(compiledRoot, 'test', layer));
  if (files.length === 0) {
    console.log(`${layer}: no tests`);
    return nothingRun;
  }
  console.log(`\n== ${layer} ==`);
  const { summary, problem } = await follow(
    startMocha([...mochaArguments, ...files], environment),
    layerMinutes[layer],
  );
  if (problem === undefined) return summary;
  console.error(`${layer}: ${problem}`);
  return { ...summary, failed: summary.failed + 1, failures: [...summary.failures, problem] };
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
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  const reporter = path.join(__dirname, 'summary-reporter.js');
  return fork(
    packageCommand('mocha', 'mocha'),
    ['--reporter', reporter, '--forbid-only', ...mochaArguments],
    {
      cwd: projectRoot,
      execArgv: ['--enable-source-maps'],
      detached: true,
      env: { ...process.env, ...environment },
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
  // Its last report may arrive after its exit, but not after its channel has closed.
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
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    // The usual case: nothing of the group is left.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
