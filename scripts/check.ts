import { spawnSync } from 'node:child_process';
import { packageCommand, projectRoot } from './project';

const checks = {
  'format and lint': [packageCommand('@biomejs/biome', 'biome'), 'ci', '.'],
  'the types of the editor code': [packageCommand('typescript', 'tsc'), '-p', 'tsconfig.editor.json'],
};

/** Checks format, lint and the types of the editor code. Returns the names of the checks that failed. */
export function check(): string[] {
  return Object.entries(checks).flatMap(([name, command]) => (succeeds(command) ? [] : [name]));
}

function succeeds(command: readonly string[]): boolean {
  const { status } = spawnSync(process.execPath, command, { cwd: projectRoot, stdio: 'inherit' });
  return status === 0;
}

if (require.main === module) process.exitCode = check().length === 0 ? 0 : 1;
