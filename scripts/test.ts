import { check } from './check';
import { coverageEnvironment, forgetCoverage, judgeCoverage } from './coverage';
import { npm } from './npm';
import { projectRoot } from './project';
import type { LayerSummary } from './summary-reporter';
import { type Layer, layers, runLayer } from './test-layer';

/** The counts of a run and, by layer, what failed in it. */
type Summaries = Map<string, LayerSummary>;

/**
 * `test.js` builds, checks, runs every layer and judges their coverage; `test.js <layer> [mocha's options]` runs one
 * layer alone.
 * The last line printed is `N passed, N failed, N skipped`.
 */
async function main([name, ...mochaArguments]: string[]): Promise<void> {
  const summaries: Summaries = new Map();
  if (name === undefined) {
    summaries.set('build and check', await buildAndCheck());
    forgetCoverage();
    for (const layer of layers) {
      summaries.set(layer, await runLayer(layer, [], coverageEnvironment(layer)));
    }
    summaries.set('coverage', judgeCoverage());
  } else if (isLayer(name)) {
    summaries.set(name, await runLayer(name, mochaArguments));
  } else {
    throw new Error(`no layer ${name}; there are ${layers.join(', ')}`);
  }
  repeatFailures(summaries);
  const sum = (count: 'passed' | 'failed' | 'skipped'): number =>
    [...summaries.values()].reduce((total, summary) => total + summary[count], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  if (sum('failed') > 0) process.exitCode = 1;
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

/** At the end, because a long output's middle is what one doesn't get to see. */
function repeatFailures(summaries: Summaries): void {
  for (const [part, { failures }] of summaries) {
    for (const failure of failures) console.log(`\nfailed in ${part}: ${failure}`);
  }
}

function isLayer(name: string): name is Layer {
  return layers.some((layer) => layer === name);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
