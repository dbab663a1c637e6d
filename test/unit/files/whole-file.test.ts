import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { writeWhole } from '../../../lib/files/whole-file';
import { failureOf } from '../../support/servers';

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');

const thrownBy = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe('A file that is fetched (docs/behaviour.md, "Files": it appears when it is whole)', () => {
  let folder: string;
  const { signal } = new AbortController();
  const options = { largest: 1024 * 1024, signal };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'whole-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const names = async () => (await readdir(folder)).sort();

  it('is measured, and takes the place of what was there', async () => {
    const [path, content] = [join(folder, 'a'), randomBytes(300_000)];
    await writeFile(path, 'before');
    expect(await writeWhole(Readable.from([content]), path, options)).to.deep.equal({
      bytes: content.length,
      md5: md5(content),
    });
    expect((await readFile(path)).equals(content)).to.equal(true);
    expect(await names()).to.deep.equal(['a']);
  });

  it('touches no file beside it, and is no mixture of two that come at once', async () => {
    const path = join(folder, 'x');
    await writeFile(`${path}.part`, 'mine');
    const contents = [randomBytes(200_000), randomBytes(200_000)];
    const bodies = contents.map(() => new PassThrough());
    const both = bodies.map((body) => writeWhole(body, path, options));
    for (const half of [0, 1]) {
      for (const [index, body] of bodies.entries()) {
        body.write(contents[index]?.subarray(half * 100_000, (half + 1) * 100_000));
      }
    }
    while ((await names()).length < 3) await setImmediate();
    expect((await names()).length).to.equal(3);
    bodies[0]?.end();
    expect(await both[0]).to.have.property('md5', md5(contents[0] ?? Buffer.of()));
    expect((await readFile(path)).equals(contents[0] ?? Buffer.of())).to.equal(true);
    bodies[1]?.end();
    expect(await both[1]).to.have.property('md5', md5(contents[1] ?? Buffer.of()));
    expect((await readFile(path)).equals(contents[1] ?? Buffer.of())).to.equal(true);
    expect(await names()).to.deep.equal(['x', 'x.part']);
    expect(await readFile(`${path}.part`, 'utf8')).to.equal('mine');
  });

  it('leaves nothing behind when it breaks off, is given up, or is too large, and names the limit', async () => {
    const broken = new Readable({
      read() {
        this.push('half');
        this.destroy(new Error('cut'));
      },
    });
    const path = join(folder, 'y');
    expect(await thrownBy(writeWhole(broken, path, options))).to.have.property('message', 'cut');
    const abort = new AbortController();
    const givenUp = thrownBy(writeWhole(new PassThrough(), path, { ...options, signal: abort.signal }));
    abort.abort();
    expect(await givenUp).to.have.property('name', 'AbortError');
    const error = await failureOf(
      writeWhole(Readable.from([randomBytes(11)]), path, { ...options, largest: 10 }),
    );
    expect(error).to.include({ code: 'network:answer-too-large', retryable: false });
    expect(error.message).to.include('shopfloorLargestFile');
    expect(await names()).to.deep.equal([]);
  });

  it('takes the place of a link, and writes nothing to where that leads', async () => {
    await writeFile(join(folder, 'elsewhere'), 'untouched');
    await symlink(join(folder, 'elsewhere'), join(folder, 'link'));
    await writeWhole(Readable.from(['new']), join(folder, 'link'), options);
    expect(await readFile(join(folder, 'elsewhere'), 'utf8')).to.equal('untouched');
    expect(await readFile(join(folder, 'link'), 'utf8')).to.equal('new');
  });

  it('names the path that cannot be written', async () => {
    await mkdir(join(folder, 'a-folder'));
    for (const path of [join(folder, 'no', 'such'), join(folder, 'a-folder')]) {
      const error = await failureOf(writeWhole(Readable.from(['x']), path, options));
      expect(error).to.include({ code: 'input:filename' });
      expect(error.message).to.include(path);
    }
    expect(await names()).to.deep.equal(['a-folder']);
  });
});
