import { spawnSync } from 'node:child_process';
import { packageCommand, projectRoot } from './project';

/** Checks format, lint and the types of the editor code. Returns how many of the checks failed. */
export function check(): number {
  const checks = [
    [packageCommand('@biomejs/biome', 'biome'), 'ci', '.'],
    [packageCommand('typescript', 'tsc'), '-p', 'tsconfig.editor.json'],
  ];
  return checks.filter((command) => !succeeds(command)).length;
}

function succeeds(command: readonly string[]): boolean {
  const { status } = spawnSync(process.execPath, command, { cwd: projectRoot, stdio: 'inherit' });
  return status === 0;
}

if (require.main === module) process.exitCode = check() === 0 ? 0 : 1;
