import { check } from './check';
import { coverageEnvironment, forgetCoverage, judgeCoverage, measured } from './coverage';
import { npm } from './npm';
import { projectRoot } from './project';
import type { LayerSummary } from './summary-reporter';
import { bringPrograms, howToGet, missingPrograms } from './system-programs';
import { type Layer, layers, programsOf } from './test-layer';
import { TestRun } from './test-run';

/**
 * `test.js` builds, checks, runs every layer and judges their coverage; `test.js <layer> [mocha's options]` runs one
 * layer alone. Both bring the programs that the layers start, where apt can and nobody has said `--no-install`. A layer
 * without its programs is left out, which fails on a server that tests everybody's changes (`CI` is set there).
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
  if (name === undefined) await runEverything(run, left);
  else for (const layer of left) await run.layer(layer, mochaArguments);
  repeatFailures(run);
  tellLeftOut(leftOut);
  console.log(`\n${run.durations}`);
  const sum = (count: 'passed' | 'failed' | 'skipped'): number =>
    [...run.summaries.values()].reduce((total, summary) => total + summary[count], 0);
  const failed = sum('failed') + (process.env['CI'] ? leftOut.length : 0);
  console.log(`\n${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped`);
  if (failed > 0) process.exitCode = 1;
}

async function runEverything(run: TestRun, left: readonly Layer[]): Promise<void> {
  await run.part('build and check', buildAndCheck);
  forgetCoverage();
  for (const layer of left) await run.layer(layer, [], coverageEnvironment(layer));
  // Code that only a left-out layer runs must not count as untested.
  if (measured.every((layer) => left.includes(layer))) await run.part('coverage', judgeCoverage);
}

async function buildAndCheck(): Promise<LayerSummary> {
  try {
    console.log(await npm(['run', '--silent', 'build'], projectRoot));
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1, skipped: 0, failures: ['the build failed'] };
  }
  const failures = check();
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
