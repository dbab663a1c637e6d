import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The parts of the project's package.json that its scripts and tests go by. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly 'node-red': { readonly nodes: Readonly<Record<string, string>> };
}

/** The folder that holds package.json; found by walking up, because compiled scripts may lie at any depth. */
export const projectRoot = findProjectRoot(__dirname);

/** The folder that the running compiled code belongs to (`dist` in a normal build). */
export const compiledRoot = path.resolve(__dirname, '..');

export function readManifest(root: string): Manifest {
  return JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
}

/** Absolute path of a command that an installed package brings, to be run with Node.js. */
export function packageCommand(packageName: string, command: string): string {
  const manifestFile = require.resolve(`${packageName}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifestFile, 'utf8')) as { bin: string | Record<string, string> };
  // A package with one command of its own name need not name it.
  const file = typeof bin === 'string' ? bin : bin[command];
  if (file === undefined) throw new Error(`package ${packageName} has no command ${command}`);
  return path.resolve(path.dirname(manifestFile), file);
}

function findProjectRoot(start: string): string {
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (folder === path.dirname(folder)) throw new Error(`no package.json above ${start}`);
  }
}
