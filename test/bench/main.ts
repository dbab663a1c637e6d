import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot, readManifest } from '../../scripts/project';
import { type Generation, generations } from '../../scripts/runtimes';
import type { Bench } from './bench';
import { LoadServer } from './load-server';
import { measureCalls } from './paths/calls';
import { measureEntries } from './paths/entries';
import { measureGateway } from './paths/gateway';
import { measureJournal } from './paths/journal';
import { measureJournalStore } from './paths/journal-store';
import { measureMachine } from './paths/machine';
import { measureMachines } from './paths/machines';
import { measurePackage } from './paths/package';
import { measureRealtime } from './paths/realtime';
import { measureTransfer } from './paths/transfer';
import { plotOf } from './plot';
import { Processes } from './processes';
import { type Growth, growthTableOf, type Outcome, type Row, tableOf } from './report';

/**
 * `npm run bench [-- path …] [--node-red 5.0] [--cpu-prof folder]`: measures and prints a table; the whole run also
 * draws the plot that the README shows.
 */

const PATHS: Readonly<Record<string, (bench: Bench) => Promise<Outcome>>> = {
  realtime: measureRealtime,
  machines: measureMachines,
  machine: measureMachine,
  transfer: measureTransfer,
  calls: measureCalls,
  gateway: measureGateway,
  package: measurePackage,
  entries: measureEntries,
  journal: measureJournal,
  'journal-store': measureJournalStore,
};

const PLOT = path.join(projectRoot, 'docs', 'performance.svg');

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'node-red': { type: 'string', default: '4.1' }, 'cpu-prof': { type: 'string' } },
  });
  const names = positionals.length > 0 ? positionals : Object.keys(PATHS);
  const unknown = names.find((name) => !Object.hasOwn(PATHS, name));
  if (unknown !== undefined)
    throw new Error(`no path ${unknown}; there are ${Object.keys(PATHS).join(', ')}`);
  const processes = await Processes.of(generationOf(values['node-red']), profileFolder(values['cpu-prof']));
  const machine = describe(processes);
  console.log(machine.join('; '));
  console.log(`load before: ${os.loadavg()[0]?.toFixed(2)}`);
  const rows: Row[] = [];
  const growth: Growth[] = [];
  for (const name of names) {
    const begun = performance.now();
    const outcome = await measure(name, processes);
    console.error(`${name}: ${((performance.now() - begun) / 1000).toFixed(0)} s\n${tableOf(outcome.rows)}`);
    rows.push(...outcome.rows);
    growth.push(...(outcome.growth ?? []));
  }
  console.log(`\n${tableOf(rows)}`);
  if (growth.length > 0) console.log(`\n${growthTableOf(growth)}`);
  // A plot of chosen paths alone would take the place of the whole one.
  if (positionals.length === 0) {
    mkdirSync(path.dirname(PLOT), { recursive: true });
    writeFileSync(PLOT, plotOf(growth, machine));
  }
}

async function measure(name: string, processes: Processes): Promise<Outcome> {
  const run = PATHS[name];
  const server = await LoadServer.start(processes.server());
  try {
    return (await run?.({ processes, server })) ?? { rows: [] };
  } finally {
    await server.stop();
  }
}

/** What is measured, and on what. */
function describe({ runtime }: Processes): string[] {
  const nodeVersion = execFileSync(runtime.nodeBinary, ['--version'], { encoding: 'utf8' }).trim();
  const [cpu] = os.cpus();
  const memory = Math.round(os.totalmem() / 1024 ** 3);
  const { name, version } = readManifest(projectRoot);
  return [
    `${name} ${version}, Node-RED ${runtime.nodeRedVersion}, Node.js ${nodeVersion}`,
    `${cpu?.model.trim()}, ${os.cpus().length} cores, ${memory} GB, ${os.type()}`,
  ];
}

function generationOf(text: string): Generation {
  const generation = generations.find((each) => each === text);
  if (!generation) throw new Error(`no Node-RED ${text}; there are ${generations.join(', ')}`);
  return generation;
}

function profileFolder(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const folder = path.resolve(given);
  mkdirSync(folder, { recursive: true });
  return folder;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
