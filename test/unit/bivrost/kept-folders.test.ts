import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { leaveKeptFolder, makeKeptFolder } from '../../../lib/bivrost/kept-folders';

const LONG_AGO = new Date(Date.now() - 31 * 86_400_000);
const isRoot = process.getuid?.() === 0;

/** SECURITY.md, "What is promised": no other user of the computer has a say in what is kept there and removed. */
describe('The folders of programs that are being replaced', () => {
  const before = process.env['TMPDIR'];
  let place: string;
  let elsewhere: string;

  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
    place = mkdtempSync(join(tmpdir(), 'place-'));
    elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    process.env['TMPDIR'] = place;
  });

  afterEach(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    for (const folder of [place, elsewhere]) rmSync(folder, { recursive: true, force: true });
  });

  const makeFolder = (name: string, mode = 0o700): string => {
    const folder = join(place, `shopfloor-kept-${name}`);
    mkdirSync(folder);
    chmodSync(folder, mode);
    return folder;
  };
  const writeOld = (path: string): void => {
    writeFileSync(path, 'old');
    utimesSync(path, LONG_AGO, LONG_AGO);
  };
  const replaceOnce = async (): Promise<void> => {
    const { folder, path } = await makeKeptFolder();
    writeFileSync(path, 'program');
    await leaveKeptFolder(folder, false);
    expect(existsSync(folder)).to.equal(false);
  };

  it('go after thirty days, with what the package has put there and nothing else', async () => {
    for (const name of ['alone', 'beside']) writeOld(join(makeFolder(name), 'kept-program'));
    writeFileSync(join(place, 'shopfloor-kept-alone', `.shopfloor-${'a'.repeat(24)}.part`), 'part');
    writeFileSync(join(place, 'shopfloor-kept-beside', 'drawing.pdf'), 'mine');
    await replaceOnce();
    expect(readdirSync(place)).to.deep.equal(['shopfloor-kept-beside']);
    expect(readdirSync(join(place, 'shopfloor-kept-beside'))).to.deep.equal(['drawing.pdf']);
  });

  it('are looked at only where they are folders of this user alone, and programs only where they are files', async () => {
    writeOld(join(elsewhere, 'kept-program'));
    writeFileSync(join(elsewhere, 'fresh'), 'fresh');
    symlinkSync(elsewhere, join(place, 'shopfloor-kept-link'));
    symlinkSync(join(elsewhere, 'kept-program'), join(makeFolder('linked'), 'kept-program'));
    writeOld(join(makeFolder('open', 0o777), 'kept-program'));
    if (isRoot) {
      const foreign = makeFolder('foreign');
      writeOld(join(foreign, 'kept-program'));
      chownSync(foreign, 65_534, 65_534);
    }
    for (let count = 0; count < 60; count += 1) {
      symlinkSync(join(elsewhere, 'fresh'), join(makeFolder(`full-${count}`), 'kept-program'));
    }
    const standing = readdirSync(place);
    await replaceOnce();
    expect(readdirSync(place)).to.deep.equal(standing);
    expect(readdirSync(elsewhere)).to.deep.equal(['fresh', 'kept-program']);
    for (const name of standing) expect(existsSync(join(place, name, 'kept-program')), name).to.equal(true);
  });
});
