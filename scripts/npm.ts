import { spawn } from 'node:child_process';
import path from 'node:path';

/**
 * Runs npm with the user's own settings and resolves to what it printed.
 * @throws Error holding what npm printed last when it fails
 */
export async function npm(args: readonly string[], folder: string): Promise<string> {
  const [command, ...first] = npmCommand();
  const child = spawn(command, [...first, ...args], {
    cwd: folder,
    env: environmentOutsideScripts(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (exitCode !== 0) {
    throw new Error(
      `npm ${args.join(' ')} ended with ${exitCode} in ${folder}\n${output.slice(-8000)}${errors.slice(-8000)}`,
    );
  }
  return output;
}

/** The npm that runs the current script: an older one that some dependency brings may come first in PATH. */
function npmCommand(): [string, ...string[]] {
  const { npm_execpath: running } = process.env;
  return running !== undefined && path.basename(running) === 'npm-cli.js'
    ? [process.execPath, running]
    : ['npm'];
}

/** What npm tells its scripts about the project must not reach an npm that works on another folder. */
function environmentOutsideScripts(): NodeJS.ProcessEnv {
  const aboutTheProject = /^npm_(package_|lifecycle_|command$|config_local_prefix$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !aboutTheProject.test(name)));
}
