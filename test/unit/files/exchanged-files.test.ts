import { execFileSync } from 'node:child_process';
import {
  access,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { allowedPath, type FolderRule } from '../../../lib/files/allowed-path';
import { openSource } from '../../../lib/files/file-source';
import { writeWhole } from '../../../lib/files/whole-file';
import { failureOf } from '../../support/servers';

/** Others who may write in the folder exchange what is in it after the path was found to be allowed. */
describe('A path that leads elsewhere once it was checked (docs/behaviour.md, "Files")', () => {
  let top: string;
  let rule: FolderRule;
  const { signal } = new AbortController();

  beforeEach(async () => {
    top = await realpath(await mkdtemp(join(tmpdir(), 'exchanged-')));
    rule = { folder: join(top, 'nc') };
    await mkdir(join(top, 'nc', 'sub'), { recursive: true });
    await mkdir(join(top, 'outside'));
    await writeFile(join(top, 'nc', 'sub', 'p.nc'), 'inside');
    await writeFile(join(top, 'outside', 'p.nc'), 'outside');
  });

  afterEach(() => rm(top, { recursive: true }));

  const exchange = async (): Promise<void> => {
    await rename(join(top, 'nc', 'sub'), join(top, 'nc', 'kept'));
    await symlink(join(top, 'outside'), join(top, 'nc', 'sub'));
  };
  const write = (path: string, body = Readable.from([Buffer.from('new')])) =>
    writeWhole(body, path, { largest: 1000, signal, rule });
  const everything = async (folder: string): Promise<string[]> => (await readdir(folder)).sort();

  it('is not read', async () => {
    const path = await allowedPath('sub/p.nc', rule);
    await exchange();
    expect(await failureOf(openSource({ path, rule }))).to.include({ code: 'input:filename' });
  });

  it('is not written to, and nothing is left there', async () => {
    const path = await allowedPath('sub/out.nc', rule);
    await exchange();
    expect(await failureOf(write(path))).to.include({ code: 'input:filename' });
    expect(await everything(join(top, 'outside'))).to.deep.equal(['p.nc']);
  });

  it('is not written to when it is exchanged meanwhile', async () => {
    const path = await allowedPath('sub/p.nc', rule);
    const body = async function* () {
      yield Buffer.from('new');
      await exchange();
      yield Buffer.from('er');
    };
    // The file belongs into the folder that was opened, wherever that is by now.
    await write(path, Readable.from(body())).catch(() => undefined);
    expect(await readFile(join(top, 'outside', 'p.nc'), 'utf8')).to.equal('outside');
    expect(await everything(join(top, 'outside'))).to.deep.equal(['p.nc']);
    expect(await everything(join(top, 'nc', 'kept'))).to.deep.equal(['p.nc']);
  });

  it('is not written to when its folder is moved out meanwhile', async () => {
    const path = await allowedPath('sub/p.nc', rule);
    const body = async function* () {
      yield Buffer.from('new');
      await rename(join(top, 'nc', 'sub'), join(top, 'outside', 'sub'));
    };
    expect(await failureOf(write(path, Readable.from(body())))).to.include({ code: 'input:filename' });
    expect(await readFile(join(top, 'outside', 'sub', 'p.nc'), 'utf8')).to.equal('inside');
    expect(await everything(join(top, 'outside', 'sub'))).to.deep.equal(['p.nc']);
  });

  it('is read and written where nothing changes', async () => {
    const path = await allowedPath('sub/p.nc', rule);
    expect(await write(path)).to.include({ bytes: 3 });
    const source = await openSource({ path, rule });
    expect(String(await buffer(source.stream()))).to.equal('new');
    await source.close();
    expect(await everything(join(top, 'nc', 'sub'))).to.deep.equal(['p.nc']);
  });

  for (const name of ['.', './', 'sub/..', 'sub', 'sub/', '']) {
    it(`is no file where it is "${name}": nothing is written, not even beside it`, async () => {
      const seen = new Set<string>();
      const body = async function* () {
        for (const each of await everything(top)) seen.add(each);
        yield Buffer.from('new');
      };
      const path = await allowedPath(name, rule);
      expect(await failureOf(write(path, Readable.from(body())))).to.include({ code: 'input:filename' });
      expect([...seen]).to.deep.equal([]);
      expect(await everything(top)).to.deep.equal(['nc', 'outside']);
    });
  }

  it('keeps nobody waiting where a pipe takes its place', async function () {
    if (process.platform === 'win32') this.skip();
    const [path, pipe] = [join(top, 'nc', 'p.nc'), join(top, 'nc', 'pipe')];
    execFileSync('mkfifo', [pipe]);
    let isOver = false;
    const toggle = async (): Promise<void> => {
      while (!isOver) {
        await rm(path, { force: true });
        await writeFile(path, 'G0');
        await rename(path, join(top, 'kept'));
        await rename(pipe, path);
        await rename(path, pipe);
      }
    };
    const toggling = toggle();
    for (let attempt = 0; attempt < 300; attempt++) {
      const source = await openSource({ path, rule }).catch(() => undefined);
      await source?.close();
    }
    isOver = true;
    await toggling;
    await access(pipe);
  });
});
