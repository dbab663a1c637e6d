import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './project';
import { provideTool } from './runtimes';

/** The folders that are mutated, each with the tests that must notice. */
const targets: Record<string, { mutate: string; spec: string }> = {
  session: { mutate: 'lib/session/*.ts', spec: 'dist/test/unit/session/*.test.js' },
  http: { mutate: 'lib/{http/*,turn-queue}.ts', spec: 'dist/test/unit/http/*.test.js' },
  stream: { mutate: 'lib/stream/*.ts', spec: 'dist/test/unit/stream/*.test.js' },
  transfer: { mutate: 'lib/mgm/transfer/*.ts', spec: 'dist/test/unit/mgm/{transfer,order}*.test.js' },
};

/** Exact: the runner reaches into mocha, and 9.6 is the last that runs on Node.js 20. */
const packages = {
  '@stryker-mutator/core': '9.6.1',
  '@stryker-mutator/mocha-runner': '9.6.1',
  mocha: '^11.0.0',
};

/** `mutation.js [folder …]`: changes the code in small ways, one at a time, and says which changes no test noticed. */
async function main(names: string[]): Promise<void> {
  const unknown = names.find((name) => !Object.hasOwn(targets, name));
  if (unknown !== undefined) throw new Error(`no ${unknown}; there are ${Object.keys(targets).join(', ')}`);
  const home = await provideTool('mutation', packages);
  const command = path.join(home, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  for (const name of names.length === 0 ? Object.keys(targets) : names) {
    console.log(`\n== ${name} ==`);
    const { status } = spawnSync(process.execPath, [command, 'run', configFor(name)], {
      cwd: projectRoot,
      stdio: 'inherit',
    });
    if (status !== 0) process.exitCode = 1;
  }
}

function configFor(name: string): string {
  const folder = path.join(projectRoot, '.cache', 'mutation');
  mkdirSync(folder, { recursive: true });
  const shared = JSON.parse(readFileSync(path.join(projectRoot, 'stryker.config.json'), 'utf8')) as object;
  const { mutate, spec } = targets[name] ?? {};
  const file = path.join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify({ ...shared, mutate: [mutate], mochaOptions: { spec: [spec] } }));
  return file;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
