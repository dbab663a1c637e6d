import { spawn } from 'node:child_process';
import { projectRoot } from './project';

/** Runs a script with Node.js in the project's folder and shows what it prints. True when it ends well. */
export async function runNode(...script: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, script, { cwd: projectRoot, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0));
  });
}
