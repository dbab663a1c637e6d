import { rmSync } from 'node:fs';
import path from 'node:path';
import { packageCommand, projectRoot } from './project';
import { runNode } from './run-node';
import type { LayerSummary } from './summary-reporter';
import type { Layer } from './test-layer';

/** The layers that run the package in the test's own process. */
export const measured: readonly Layer[] = ['unit', 'flow', 'peers'];
const folder = path.join(projectRoot, '.cache', 'coverage');

export function forgetCoverage(): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Environment variables with which the processes of a layer record which code has run (see `.c8rc.json`). */
export function coverageEnvironment(layer: Layer): Record<string, string> {
  return measured.includes(layer) ? { NODE_V8_COVERAGE: path.join(folder, 'tmp') } : {};
}

/** Prints how much of the code the layers have run; fails below the thresholds of `.c8rc.json`. */
export async function judgeCoverage(): Promise<LayerSummary> {
  const isEnough = await runNode(packageCommand('c8', 'c8'), 'report');
  rmSync(path.join(folder, 'tmp'), { recursive: true, force: true });
  const failures = isEnough
    ? []
    : ['too little of the code is tested; .cache/coverage/index.html shows what is not'];
  return { passed: 0, failed: failures.length, skipped: 0, failures };
}
