import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { allowedPath } from '../../../lib/files/allowed-path';
import type { OwnPlaces } from '../../../lib/files/own-files';
import { failureOf } from '../../support/servers';

describe('A path of this computer that a message names (docs/behaviour.md, "Files")', () => {
  let top: string;
  let folder: string;

  before(async () => {
    top = await realpath(await mkdtemp(join(tmpdir(), 'allowed-')));
    folder = join(top, 'nc');
    await mkdir(join(folder, 'parts'), { recursive: true });
    await mkdir(join(top, 'other'));
    await writeFile(join(folder, 'O1.nc'), 'G0');
    await writeFile(join(top, 'other', 'secret'), 'secret');
    await symlink(join(top, 'other'), join(folder, 'out'));
    await symlink(join(top, 'other', 'secret'), join(folder, 'secret.nc'));
    await symlink(join(folder, 'parts'), join(folder, 'in'));
    await symlink(folder, join(top, 'link-to-nc'));
    await symlink(join(top, 'other', 'new'), join(folder, 'dangling'));
  });

  after(() => rm(top, { recursive: true }));

  it('begins in the folder that is named, and stays there', async () => {
    for (const [path, real] of [
      ['O1.nc', 'O1.nc'],
      ['parts/O2.nc', 'parts/O2.nc'],
      ['new/below/O3.nc', 'new/below/O3.nc'],
      ['in/O4.nc', 'parts/O4.nc'],
      ['parts/../O1.nc', 'O1.nc'],
      ['..O1', '..O1'],
      ['', ''],
    ] as const) {
      expect(await allowedPath(path, { folder }), path).to.equal(join(folder, real));
    }
    expect(await allowedPath(join(folder, 'O1.nc'), { folder })).to.equal(join(folder, 'O1.nc'));
    const byLink = { folder: join(top, 'link-to-nc') };
    expect(await allowedPath('O1.nc', byLink)).to.equal(join(folder, 'O1.nc'));
    expect(await allowedPath(join(folder, 'O1.nc'), byLink)).to.equal(join(folder, 'O1.nc'));
  });

  it('is refused where it leads out, by dots, from the root, or by a link', async () => {
    for (const path of [
      '..',
      '../other/secret',
      'parts/../../other/secret',
      '/etc/passwd',
      join(top, 'other', 'secret'),
      join(top, 'nc-other'),
      'out/secret',
      'out/new',
      'secret.nc',
    ]) {
      const error = await failureOf(allowedPath(path, { folder }));
      expect(error, path).to.include({ code: 'input:filename', kind: 'input' });
      expect(error.message).to.include(path).and.to.include(folder);
    }
  });

  it('of a link that leads nowhere is that of the link itself, which is replaced and not followed', async () => {
    expect(await allowedPath('dangling', { folder })).to.equal(join(folder, 'dangling'));
  });

  it('names what cannot be followed, and a folder that is not there', async () => {
    expect(await failureOf(allowedPath('O1.nc/below', { folder }))).to.include({ code: 'input:filename' });
    expect(await failureOf(allowedPath('a\0b', { folder }))).to.include({ code: 'input:filename' });
    expect(await failureOf(allowedPath('a\0b', {}))).to.include({ code: 'input:filename' });
    const missing = await failureOf(allowedPath('x', { folder: join(top, 'missing') }));
    expect(missing).to.include({ code: 'input:folder' });
    expect(missing.message).to.include('ENOENT');
  });

  it('begins in the working directory, as does the folder, where they are relative', async () => {
    expect(await allowedPath('x', { folder: 'nc', workingDirectory: top })).to.equal(join(folder, 'x'));
    expect(await allowedPath('x', { workingDirectory: top })).to.equal(join(top, 'x'));
    expect(await allowedPath('x', {})).to.equal(join(process.cwd(), 'x'));
    expect(await allowedPath('/etc/passwd', { workingDirectory: top })).to.equal('/etc/passwd');
  });

  it('never leaves the folder, whatever it is made of', async () => {
    const parts = fc.constantFrom(
      '..',
      '.',
      '',
      'out',
      'in',
      'parts',
      'secret.nc',
      'O1.nc',
      'new',
      '/',
      '\\',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(parts, { maxLength: 8 }), async (path) => {
        const outcome = await allowedPath(path.join('/'), { folder }).catch(() => folder);
        expect(relative(folder, outcome).split(sep)[0]).not.to.equal('..');
      }),
    );
  });

  it('is never a file of Node-RED itself, whatever folder is named', async () => {
    const home = join(top, 'home');
    await mkdir(join(home, 'nc'), { recursive: true });
    await mkdir(join(home, 'node_modules', 'x'), { recursive: true });
    await writeFile(join(home, 'flows_cred.json'), '{}');
    await symlink(join(home, 'flows_cred.json'), join(home, 'nc', 'O9.nc'));
    const own = [
      ...[
        'flows.json',
        'flows_plant.json',
        'flows_cred.json',
        'plant_cred.json',
        'settings.js',
        'SETTINGS.JS',
      ],
      ...['.config.json', '.config.runtime.json', '.sessions.json', '.flows.json.backup', '.npmrc'],
      ...['.ssh/key', 'package.json', 'node_modules/x/index.js', 'projects/plant/flows.json', 'nc/O9.nc'],
      ...[
        'plant.json',
        '.plant.json.backup',
        'plant.json.$$$',
        'flows.json.$$$',
        'plant_cred',
        'plant_cred.flow',
      ],
      ...['nodes/evil.js', 'Nodes/evil.html', 'nodes', 'lib/flows/a.json', 'lib/functions/f.js'],
      ...['npm-shrinkwrap.json', 'externalModules/x.js', 'context/global/global.json', 'plant_cred.flow.$$$'],
    ];
    const rules = [{ folder: home }, { folder: top }, {}, { folder: join(top, 'home', 'nc', '..') }];
    for (const rule of rules) {
      const all = { ...rule, own: { userDirectory: home, flowFile: 'plant.json' } };
      for (const name of own) {
        const error = await failureOf(allowedPath(join(home, name), all));
        expect(error, name).to.include({ field: 'filename' });
        expect(error.message, name).to.match(/Node-RED itself/);
      }
      for (const name of [
        'O1.nc',
        'nc/O1.nc',
        'nc/.hidden',
        'nc/flows.json',
        'other.json',
        'library/O1.nc',
      ]) {
        expect(await allowedPath(join(home, name), all)).to.equal(join(home, name));
      }
    }
  });

  it('is never a file of Node-RED itself, wherever its settings put flows, settings, code and projects', async () => {
    const home = join(top, 'user');
    const elsewhere = join(top, 'elsewhere');
    for (const name of ['flows', 'code/x', 'projects/p'])
      await mkdir(join(elsewhere, name), { recursive: true });
    await mkdir(home, { recursive: true });
    await symlink(join(elsewhere, 'flows', 'plant.flow'), join(home, 'link.nc'));
    await writeFile(join(elsewhere, 'flows', 'plant.flow'), '[]');
    const settingsFile = join(elsewhere, 'plant-settings.js');
    const folders = [join(elsewhere, 'code'), join(elsewhere, 'projects'), join(top, 'missing')];
    const refused = async (own: OwnPlaces, ...paths: string[]) => {
      for (const rule of [{ own }, { folder: top, own }]) {
        for (const path of paths) {
          expect(await failureOf(allowedPath(path, rule)), path).to.include({ field: 'filename' });
        }
      }
    };
    const flows = join(elsewhere, 'flows');
    await refused(
      { userDirectory: home, flowFile: join(flows, 'plant.flow'), settingsFile, folders },
      ...['plant.flow', '.plant.flow.backup', 'plant.flow.$$$', 'PLANT.FLOW'].map((name) =>
        join(flows, name),
      ),
      ...[settingsFile, join(home, 'link.nc'), join(home, 'plant_cred.flow')],
      ...['code/x/evil.js', 'code/new.js', 'projects/p/flows.json'].map((name) => join(elsewhere, name)),
    );
    const inFolder = { userDirectory: top, flowFile: 'elsewhere/flows/plant.flow' };
    await refused(inFolder, join(flows, 'plant.flow'), join(flows, '.plant.flow.backup'));
    const place = relative(process.cwd(), flows);
    await refused({ userDirectory: home, flowFile: `./${place}/plant.flow` }, join(flows, 'plant.flow'));
    expect(
      await allowedPath(join(flows, 'O1.nc'), { own: { userDirectory: home, settingsFile, folders } }),
    ).to.equal(join(flows, 'O1.nc'));
  });
});
