import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { packageCommand, projectRoot } from './project';

const FORMAT = 'format and lint';
const checks = {
  [FORMAT]: [packageCommand('@biomejs/biome', 'biome'), 'ci', '.'],
  'the types of the editor code': [packageCommand('typescript', 'tsc'), '-p', 'tsconfig.editor.json'],
  'the catalogues of operations': [path.join(__dirname, 'check', 'operations.js')],
  'the languages': [path.join(__dirname, 'check', 'languages.js')],
  'citations and names': [path.join(__dirname, 'check', 'sources.js')],
  'the list of statuses': [path.join(__dirname, 'check', 'statuses.js')],
  'the pages that are made from the code': [path.join(__dirname, 'docs.js'), '--check'],
};

/** Runs all checks. Returns the names of those that failed. */
export function check(): string[] {
  const failed = Object.entries(checks).flatMap(([name, command]) => (succeeds(command) ? [] : [name]));
  if (failed.includes(FORMAT)) console.error('`npx biome check --write .` formats');
  return failed;
}

function succeeds(command: readonly string[]): boolean {
  const { status } = spawnSync(process.execPath, command, { cwd: projectRoot, stdio: 'inherit' });
  return status === 0;
}

if (require.main === module) process.exitCode = check().length === 0 ? 0 : 1;
