import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { packageCommand, projectRoot } from '../../scripts/project';
import { packedProject } from '../support/packed-project';

/** A project that has the packed package and what it depends on, and nothing else of ours. */
describe('a TypeScript or JavaScript program that uses the packed package', function () {
  this.timeout(120_000);
  let folder: string;
  let tarball: string;
  let installed: string;

  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'consumer-'));
    ({ tarball } = await packedProject());
    const { name, dependencies } = JSON.parse(
      readFileSync(path.join(projectRoot, 'package.json'), 'utf8'),
    ) as {
      name: string;
      dependencies: object;
    };
    const modules = path.join(folder, 'node_modules');
    for (const needed of [...Object.keys(dependencies), '@types/node']) {
      mkdirSync(path.dirname(path.join(modules, needed)), { recursive: true });
      symlinkSync(path.join(projectRoot, 'node_modules', needed), path.join(modules, needed), 'junction');
    }
    installed = path.join(modules, name);
    mkdirSync(installed, { recursive: true });
    succeeds('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed]);
    cpSync(path.join(projectRoot, 'test', 'types'), folder, { recursive: true });
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  function succeeds(command: string, args: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
    expect(status, `${stdout}${stderr}`).to.equal(0);
    return stdout;
  }

  const node = (...args: string[]) => succeeds(process.execPath, args);

  it('finds strict types of every operation, as a CommonJS and as an ES module', () => {
    node(packageCommand('typescript', 'tsc'), '-p', folder);
  });

  it('finds every entry and schema by import and by require, and nothing else', () => {
    const name = '@shopfloor/node-red-platforms';
    const entries = ['', '/mgm', '/bivrost', '/oms', '/quectel', '/dhgj', '/store'];
    const script = `
      import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      for (const entry of ${JSON.stringify(entries)}) {
        const [imported, required] = [await import('${name}' + entry), require('${name}' + entry)];
        for (const key of Object.keys(required)) {
          if (imported[key] !== required[key]) throw new Error(entry + ' has another ' + key);
        }
      }
      for (const platform of ['mgm', 'bivrost', 'oms', 'quectel', 'dhgj']) {
        const table = require('${name}/' + platform)[platform + 'Failures'];
        if (table.rows.length < 5) throw new Error(platform + ' has no codes');
      }
      require('${name}/schemas/quectel/message.json');
      require('${name}/package.json');
      for (const inner of ['/dist/lib/http/index.js', '/dist/lib/mgm/client.js', '/dist/nodes/mgm/mgm-account.js']) {
        try { require('${name}' + inner); } catch ({ code }) { if (code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') continue; }
        throw new Error(inner + ' can be reached');
      }`;
    writeFileSync(path.join(folder, 'entries-run.mjs'), script);
    node('entries-run.mjs');
  });

  it('has no complaint of publint', async () => {
    const { publint } = await import('publint');
    const { messages } = await publint({ pkgDir: installed, pack: false, strict: true });
    expect(messages).to.deep.equal([]);
  });

  it('resolves its types the same way as its code (arethetypeswrong)', () => {
    // It takes types that are exported as such for values; what ES modules find by name is tested above.
    const unfit = ['--ignore-rules', 'named-exports'];
    node(packageCommand('@arethetypeswrong/cli', 'attw'), tarball, '--profile', 'node16', ...unfit);
  });
});
