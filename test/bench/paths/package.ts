import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../scripts/project';
import { NodeRed, type NodeRedOptions } from '../../support/node-red';
import { packedProject } from '../../support/packed-project';
import type { Bench } from '../bench';
import { megabytes, number, type Outcome } from '../report';
import { interleaved, median, pause } from '../rounds';

const ROUNDS = 9;
const SETTLE_MS = 500;
const MOST_MS = 60;
const MOST_MB = 10;
const MOST_DEPENDENCIES = 6;
const MEGABYTE = 1024 * 1024;

interface Start {
  /** From the start of the process until the flows run. */
  readonly ms: number;
  /** Processor time of it: what is left of the cost where other programs make the machine wait. */
  readonly cpuMs: number;
  /** Resident memory then, in bytes. */
  readonly rss: number;
}

/** What the package costs a Node-RED that has it installed, as a user does, and does not use it. */
export async function measurePackage({ processes }: Bench): Promise<Outcome> {
  const { runtime } = processes;
  const { tarball, size } = await packedProject();
  const packed = { runtime, packages: [tarball], flows: [] };
  const userDirs = [await prepared(packed), await prepared({ runtime, flows: [] })] as const;
  try {
    const starts = await interleaved(ROUNDS, {
      with: () => start(userDirs[0], runtime),
      without: () => start(userDirs[1], runtime),
    });
    return { rows: [startRow(starts), sizeRow(path.join(userDirs[0], 'node_modules'), size)] };
  } finally {
    for (const userDir of userDirs) rmSync(userDir, { recursive: true, force: true });
  }
}

/** A user directory as Node-RED leaves it after its first start. */
async function prepared(options: NodeRedOptions): Promise<string> {
  const nodeRed = await NodeRed.start(options);
  await nodeRed.stop({ keepUserDir: true });
  mkdirSync(path.join(nodeRed.userDir, 'node_modules'), { recursive: true });
  return nodeRed.userDir;
}

async function start(userDir: string, runtime: NodeRedOptions['runtime']): Promise<Start> {
  const begun = performance.now();
  const nodeRed = await NodeRed.startIn(userDir, { runtime });
  const ms = performance.now() - begun;
  await pause(SETTLE_MS);
  const { rss, cpuMs } = await nodeRed.vitals();
  await nodeRed.stop({ keepUserDir: true });
  return { ms, cpuMs, rss };
}

function startRow(starts: Record<'with' | 'without', Start[]>): Outcome['rows'][number] {
  const ms = (name: keyof typeof starts): number => median(starts[name], (each) => each.ms);
  const rss = (name: keyof typeof starts): number => median(starts[name], (each) => each.rss);
  const cpu = (name: keyof typeof starts): number => median(starts[name], (each) => each.cpuMs);
  const figures = (name: keyof typeof starts): string =>
    `${number(ms(name))} ms, ${number(cpu(name))} ms of CPU, ${megabytes(rss(name))}`;
  const [moreMs, moreBytes] = [ms('with') - ms('without'), rss('with') - rss('without')];
  return {
    path: 'start of Node-RED with the package, no account used',
    against: 'without the package',
    aim: `at most ${MOST_MS} ms and ${MOST_MB} MB more`,
    ours: figures('with'),
    theirs: figures('without'),
    result: `${number(moreMs)} ms (${number(cpu('with') - cpu('without'))} ms of CPU) and ${megabytes(moreBytes)} more`,
    met: moreMs <= MOST_MS && moreBytes <= MOST_MB * MEGABYTE,
  };
}

function sizeRow(nodeModules: string, packedSize: number): Outcome['rows'][number] {
  const packages = packagesIn(nodeModules);
  const installed = packages.reduce((sum, folder) => sum + bytesIn(folder), 0);
  const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
    name: string;
    dependencies: object;
  };
  const own = bytesIn(path.join(nodeModules, manifest.name));
  const dependencies = Object.keys(manifest.dependencies).length;
  return {
    path: 'the package',
    against: '–',
    aim: `at most ${MOST_DEPENDENCIES} \`dependencies\`, as small as the job allows`,
    ours: `${megabytes(packedSize)} to download, ${megabytes(own)} unpacked; with all it needs, optional ones too, ${megabytes(installed)} in ${packages.length} packages`,
    theirs: '–',
    result: `${dependencies} \`dependencies\``,
    met: dependencies <= MOST_DEPENDENCIES,
  };
}

/** Folders of all packages, however deep. */
function packagesIn(nodeModules: string): string[] {
  const folders = readdirSync(nodeModules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap(({ name }) => {
      const folder = path.join(nodeModules, name);
      if (!name.startsWith('@')) return [folder];
      return readdirSync(folder).map((scoped) => path.join(folder, scoped));
    });
  return folders.flatMap((folder) => {
    const inner = path.join(folder, 'node_modules');
    return [folder, ...(statSync(inner, { throwIfNoEntry: false }) ? packagesIn(inner) : [])];
  });
}

/** Bytes of a package's own files. */
function bytesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .reduce((sum, entry) => {
      const full = path.join(folder, entry.name);
      return sum + (entry.isDirectory() ? bytesIn(full) : statSync(full).size);
    }, 0);
}
