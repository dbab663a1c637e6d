import path from 'node:path';
import { packageCommand } from './project';
import { runNode } from './run-node';

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
export async function check(): Promise<string[]> {
  const failed: string[] = [];
  for (const [name, command] of Object.entries(checks)) {
    if (!(await runNode(...command))) failed.push(name);
  }
  if (failed.includes(FORMAT)) console.error('`npx biome check --write .` formats');
  return failed;
}

async function main(): Promise<void> {
  process.exitCode = (await check()).length === 0 ? 0 : 1;
}

if (require.main === module) void main();
