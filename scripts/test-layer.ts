import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { compiledRoot } from './project';
import { type Generation, generations } from './runtimes';
import type { ProgramName } from './system-programs';

interface LayerRun {
  /** The time that one process may take. */
  readonly minutes: number;
  /** What has a process of its own: each file, or each folder and each file beside them. */
  readonly apart: 'file' | 'folder';
  /**
   * How many cores one process keeps busy, with what it starts. At its start it computes, whatever it does later: tests of
   * time limits fail where too many begin at once.
   */
  readonly cores: number;
  /**
   * The processes that take longest, by their names in the table at the end of a run: they start before those of all
   * layers that are not named, so that none of them is left over when all others are done.
   */
  readonly first: readonly string[];
  /** The Node-REDs that it starts, which are installed before the first process: two would else do the same work. */
  readonly nodeReds?: readonly Generation[];
  /** What it starts besides Node.js. */
  readonly needs?: readonly ProgramName[];
}

/**
 * The layers, in the order in which their processes start. Browsers and installations compute all the time and units most
 * of it; the tests of the other layers mostly wait for sockets, leases, heartbeats and limits.
 */
const layerRuns = {
  fault: {
    minutes: 10,
    apart: 'file',
    cores: 0.5,
    first: ['table', 'processes/plant', 'soak', 'security/canary', 'security/hostile'],
    nodeReds: generations,
    needs: ['redis-server'],
  },
  browser: {
    minutes: 20,
    apart: 'folder',
    cores: 1,
    first: ['newcomer', 'dialogs', 'board', 'examples', 'editor'],
    nodeReds: generations,
    needs: ['chromium'],
  },
  peers: {
    minutes: 5,
    apart: 'file',
    cores: 0.34,
    nodeReds: ['4.1'],
    first: [
      'journal/two-node-reds',
      'store/hostile-server',
      'quectel/rabbitmq',
      'shared-store/refusals',
      'store/shared-rate-limiter',
      'store/partition-assignment',
    ],
    needs: [
      'haproxy',
      'initdb',
      'nginx',
      'postgres',
      'rabbitmq',
      'redis-sentinel',
      'redis-server',
      'squid',
      'tinyproxy',
      'xmllint',
    ],
  },
  flow: {
    minutes: 10,
    apart: 'file',
    cores: 0.34,
    first: ['mgm/sockets', 'mgm/transfer', 'bivrost/large-file', 'bivrost/many-machines'],
  },
  unit: {
    minutes: 8,
    apart: 'folder',
    cores: 1,
    first: ['hostile', 'http', 'quectel', 'simulator', 'oms'],
  },
  palette: { minutes: 20, apart: 'file', cores: 1, first: ['install', 'demo'], nodeReds: generations },
} as const satisfies Record<string, LayerRun>;

export type Layer = keyof typeof layerRuns;
export const layers = Object.keys(layerRuns) as Layer[];

export function programsOf(layer: Layer): readonly ProgramName[] {
  const { needs = [] }: LayerRun = layerRuns[layer];
  return needs;
}

export function nodeRedsOf(layer: Layer): readonly Generation[] {
  const { nodeReds = [] }: LayerRun = layerRuns[layer];
  return nodeReds;
}

/** What one process of a layer runs. */
export interface TestJob {
  readonly layer: Layer;
  readonly name: string;
  readonly files: readonly string[];
  readonly minutes: number;
  readonly cores: number;
}

/** What the processes of these layers run, in the order in which they start. */
export function testJobs(wanted: readonly Layer[]): TestJob[] {
  const jobs = layers.filter((layer) => wanted.includes(layer)).map(jobsOf);
  return [...jobs.flatMap(({ first }) => first), ...jobs.flatMap(({ others }) => others)];
}

function jobsOf(layer: Layer): { first: TestJob[]; others: TestJob[] } {
  const { apart, first, minutes, cores }: LayerRun = layerRuns[layer];
  const root = path.join(compiledRoot, 'test', layer);
  const groups = new Map<string, string[]>();
  for (const file of testFiles(root)) {
    const parts = path
      .relative(root, file)
      .replace(/\.test\.js$/, '')
      .split(path.sep);
    const name = apart === 'file' ? parts.join('/') : (parts[0] ?? '');
    groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  const missing = first.filter((name) => !groups.has(name));
  if (missing.length > 0) throw new Error(`${layer} has nothing called ${missing.join(', ')}`);
  const job = (name: string): TestJob => ({
    layer,
    name,
    files: groups.get(name) ?? [],
    minutes,
    cores,
  });
  const others = [...groups.keys()].filter((name) => !first.includes(name));
  return { first: first.map(job), others: others.map(job) };
}

function testFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .sort()
    .map((file) => path.join(folder, file));
}
