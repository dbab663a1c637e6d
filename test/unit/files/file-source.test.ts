import { randomBytes } from 'node:crypto';
import { appendFile, link, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { diskSource, memorySource, openSource } from '../../../lib/files/file-source';
import { failureOf } from '../../support/servers';

describe('Content that is sent (docs/nodes.md, "mgm-trans-file" and "bivrost-file")', () => {
  let folder: string;
  let path: string;
  const content = randomBytes(200_000);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sent-'));
    path = join(folder, 'file');
    await writeFile(path, content);
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('streams as it is, several times at once, from memory and from disk', async () => {
    for (const from of [{ content }, { path }]) {
      const source = await openSource(from);
      const both = await Promise.all([buffer(source.stream()), buffer(source.stream())]);
      for (const streamed of both) expect(streamed.equals(content)).to.equal(true);
      await source.checkUnchanged();
      await source.close();
    }
    await writeFile(path, '');
    const empty = await diskSource(path);
    expect((await buffer(empty.stream())).length).to.equal(0);
    await empty.close();
    expect((await buffer(memorySource(Buffer.alloc(0)).stream())).length).to.equal(0);
  });

  it('is no file of Node-RED itself under another name, as a hard link is', async () => {
    const home = join(folder, 'user');
    const nc = join(folder, 'nc');
    for (const each of [home, nc]) await mkdir(each);
    const settingsFile = join(folder, 'own-settings.js');
    const own = { userDirectory: home, flowFile: join(folder, 'plant.json'), settingsFile };
    const files = ['flows_cred.json', '.config.runtime.json', 'settings.js'].map((name) => join(home, name));
    const rules = [{ own }, { folder: nc, own }];
    for (const [index, file] of [...files, own.flowFile, settingsFile].entries()) {
      await writeFile(file, 'own');
      const name = join(nc, `O${index}.nc`);
      await link(file, name);
      for (const rule of rules) {
        const error = await failureOf(diskSource(name, rule));
        expect(error, name).to.include({ code: 'input:filename' });
        expect(error.message).to.include('Node-RED itself');
      }
    }
    await link(path, join(nc, 'twice.nc'));
    for (const rule of rules) await (await diskSource(join(nc, 'twice.nc'), rule)).close();
  });

  const changes: [how: string, change: () => Promise<void>][] = [
    ['became longer', () => appendFile(path, 'more')],
    ['became shorter', () => truncate(path, 100_000)],
    ['was changed', () => writeFile(path, randomBytes(content.length))],
  ];
  for (const [how, change] of changes) {
    it(`fails when its file ${how}, before the last of it is handed out`, async () => {
      const source = await diskSource(path);
      const seen: Buffer[] = [];
      await change();
      const error = await failureOf(
        (async () => {
          for await (const piece of source.stream()) seen.push(piece as Buffer);
        })(),
      );
      expect(error).to.include({ code: 'input:filename', kind: 'input' });
      expect(error.message).to.include(how);
      expect(Buffer.concat(seen).length).to.be.below(content.length);
      expect(await failureOf(source.checkUnchanged())).to.include({ code: 'input:filename' });
      await source.close();
    });
  }

  it('has nothing beyond the size that was announced', async () => {
    const source = await diskSource(path);
    await appendFile(path, 'more');
    expect((await source.read(content.length - 10, 100)).length).to.equal(10);
    expect((await source.read(content.length, 100)).length).to.equal(0);
    await source.close();
  });
});
