import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { provideTool } from '../../../scripts/runtimes';
import { writeFiles } from '../../support/toy-project';

describe('Packages that tests use beside the project', function () {
  this.timeout(60_000);
  let root: string;
  let home: string;

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'tools-'));
    home = path.join(root, 'home');
    mkdirSync(path.join(root, 'toy'));
    writeFiles(root, { 'toy/package.json': JSON.stringify({ name: 'toy', version: '1.0.0' }) });
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const toy = () => ({ toy: `file:${path.join(root, 'toy')}` });
  const tools = () => readdirSync(home).sort();

  it('are one folder for several that ask at once, and nothing half-done beside it', async () => {
    const folders = await Promise.all([provideTool('tool', toy(), home), provideTool('tool', toy(), home)]);
    const [folder = ''] = folders;
    expect(new Set(folders).size).to.equal(1);
    expect(tools()).to.deep.equal([path.basename(folder)]);
    expect(existsSync(path.join(folder, 'node_modules', 'toy', 'package.json'))).to.equal(true);
    expect(await provideTool('tool', toy(), home)).to.equal(folder);
  });

  it('leave nothing behind where they cannot be installed', async () => {
    const missing = { toy: `file:${path.join(root, 'none.tgz')}` };
    const problem = await provideTool('tool', missing, home).catch((error: unknown) => error);
    expect(problem).to.be.an('error');
    expect(tools()).to.deep.equal([]);
  });
});
