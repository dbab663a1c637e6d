import path from 'node:path';
import { check } from './check';
import { coverageEnvironment, forgetCoverage, judgeCoverage, measured } from './coverage';
import { packageCommand } from './project';
import { runNode } from './run-node';
import { provideRuntime } from './runtimes';
import type { LayerSummary } from './summary-reporter';
import { bringPrograms, howToGet, missingPrograms } from './system-programs';
import { type Layer, layers, nodeRedsOf, programsOf, testJobs } from './test-layer';
import { TestRun } from './test-run';

/**
 * `test.js` builds, runs every layer, checks beside them, and judges their coverage; `test.js <layer> [mocha's options]`
 * runs one layer alone. Both bring the programs that the layers start, where apt can and nobody has said `--no-install`.
 * A layer without its programs is left out, which fails on a server that tests everybody's changes (`CI` is set there).
 * The last line printed is `N passed, N failed, N skipped`.
 */
async function main(options: string[]): Promise<void> {
  const [name, ...mochaArguments] = options.filter((option) => option !== '--no-install');
  if (name !== undefined && !isLayer(name)) {
    throw new Error(`no layer ${name}; there are ${layers.join(', ')}`);
  }
  const wanted = name === undefined ? layers : [name];
  if (!options.includes('--no-install')) bringPrograms([...new Set(wanted.flatMap(programsOf))]);
  const leftOut = wanted.filter((layer) => missingPrograms(programsOf(layer)).length > 0);
  const left = wanted.filter((layer) => !leftOut.includes(layer));
  const run = new TestRun();
  await provideNodeReds(left);
  if (name === undefined) await runEverything(run, left);
  else await Promise.all(testJobs(left).map((job) => run.job(job, mochaArguments)));
  repeatFailures(run);
  tellLeftOut(leftOut);
  console.log(`\n${run.durations}`);
  const sum = (count: 'passed' | 'failed' | 'skipped'): number =>
    [...run.summaries.values()].reduce((total, summary) => total + summary[count], 0);
  const failed = sum('failed') + (process.env['CI'] ? leftOut.length : 0);
  console.log(`\n${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped`);
  if (failed > 0) process.exitCode = 1;
}

/** Installs the Node-REDs that the layers start: two processes would else do the same work. */
async function provideNodeReds(left: readonly Layer[]): Promise<void> {
  // The tests that need one report that it could not be installed.
  for (const generation of new Set(left.flatMap(nodeRedsOf)))
    await provideRuntime(generation).catch(() => undefined);
}

async function runEverything(run: TestRun, left: readonly Layer[]): Promise<void> {
  await run.part('build', build);
  forgetCoverage();
  const checked = [run.part('types', checkTypes), run.part('check', async () => outcome(await check()))];
  const running = testJobs(left).map((job) => ({
    ...job,
    done: run.job(job, [], coverageEnvironment(job.layer)),
  }));
  await Promise.all(running.filter(({ layer }) => measured.includes(layer)).map(({ done }) => done));
  // Code that only a left-out layer runs must not count as untested.
  if (measured.every((layer) => left.includes(layer))) await run.part('coverage', judgeCoverage);
  await Promise.all([...checked, ...running.map(({ done }) => done)]);
}

async function build(): Promise<LayerSummary> {
  return outcome((await runNode(path.join(__dirname, 'build.js'))) ? [] : ['the build failed']);
}

/** The code was compiled without a look at its types, so that tests can begin. */
async function checkTypes(): Promise<LayerSummary> {
  const areRight = await runNode(packageCommand('typescript', 'tsc'), '--noEmit');
  return outcome(areRight ? [] : ['the types are not right']);
}

function outcome(failures: readonly string[]): LayerSummary {
  return { passed: 0, failed: failures.length, skipped: 0, failures };
}

/** The summary is printed last, where it is seen in a long output. */
function repeatFailures({ summaries }: TestRun): void {
  for (const [part, { failures }] of summaries) {
    for (const failure of failures) console.log(`\nfailed in ${part}: ${failure}`);
  }
}

function tellLeftOut(leftOut: readonly Layer[]): void {
  for (const layer of leftOut) {
    const missing = missingPrograms(programsOf(layer));
    const are = missing.length > 1 ? 'are' : 'is';
    console.log(`\nleft out: ${layer}, because ${missing.join(', ')} ${are} missing. ${howToGet(missing)}`);
  }
}

function isLayer(name: string): name is Layer {
  return layers.some((layer) => layer === name);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
