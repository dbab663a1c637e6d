import { check } from './check';
import { npm } from './npm';
import { projectRoot } from './project';
import type { LayerSummary } from './summary-reporter';
import { type Layer, layerMinutes, runLayer } from './test-layer';

/**
 * `test.js` builds, checks and runs every layer; `test.js <layer> [mocha's options]` runs one layer alone.
 * The last line printed is `N passed, N failed, N skipped`.
 */
async function main([name, ...mochaArguments]: string[]): Promise<void> {
  const summaries: LayerSummary[] = [];
  if (name === undefined) {
    summaries.push(await buildAndCheck());
    for (const layer of Object.keys(layerMinutes)) summaries.push(await runLayer(layer as Layer, []));
  } else if (isLayer(name)) {
    summaries.push(await runLayer(name, mochaArguments));
  } else {
    throw new Error(`no layer ${name}; there are ${Object.keys(layerMinutes).join(', ')}`);
  }
  const sum = (count: keyof LayerSummary): number =>
    summaries.reduce((total, summary) => total + summary[count], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
  if (sum('failed') > 0) process.exitCode = 1;
}

async function buildAndCheck(): Promise<LayerSummary> {
  try {
    console.log(await npm(['run', '--silent', 'build'], projectRoot));
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  return { passed: 0, failed: check(), skipped: 0 };
}

function isLayer(name: string): name is Layer {
  return Object.hasOwn(layerMinutes, name);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
