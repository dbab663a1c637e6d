import type { Browser } from 'playwright-core';
import { type Generation, provideRuntime } from '../../scripts/runtimes';
import { openBrowser } from './browser';
import { NodeRed } from './node-red';

/*
 * One browser, and one Node-RED of each generation with the package, for all tests that deploy their own flows: both
 * take seconds to start. They are there until the layer ends.
 */

let browser: Promise<Browser> | undefined;
const nodeReds = new Map<Generation, Promise<NodeRed>>();

/** Longer than a generation takes to be installed. */
export const startMs = 180_000;

export function sharedBrowser(): Promise<Browser> {
  browser ??= openBrowser();
  return browser;
}

export function sharedNodeRed(generation: Generation): Promise<NodeRed> {
  const running = nodeReds.get(generation) ?? start(generation);
  nodeReds.set(generation, running);
  return running;
}

async function start(generation: Generation): Promise<NodeRed> {
  return NodeRed.start({ runtime: await provideRuntime(generation), linkProject: true });
}

after('stop the shared browser and Node-REDs', async () => {
  await (await browser)?.close();
  for (const nodeRed of nodeReds.values()) await (await nodeRed).stop();
});
