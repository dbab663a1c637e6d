import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { KeyedQueue } from '../../../lib/async/keyed-queue';
import { deferred, delay } from '../../../lib/async/timing';
import { diskSource, memorySource } from '../../../lib/files/file-source';
import type { MgmTransferProgress } from '../../../lib/mgm';
import { encodePiece, PIECE_BYTES } from '../../../lib/mgm/transfer/piece';
import { ProgressMeter } from '../../../lib/mgm/transfer/progress';
import { WholeHash } from '../../../lib/mgm/transfer/whole-hash';
import { failureOf } from '../../support/servers';

const md5 = (bytes: Buffer | string) => createHash('md5').update(bytes).digest('hex');
const bytes = fc.uint8Array({ maxLength: 4_096 }).map((each) => Buffer.from(each));

describe('A piece of a file (docs/platforms/mgm.md, "Sending files": plain Base64, and the MD5 of that text in lower-case hex)', () => {
  it('holds the bytes and the right MD5', () => {
    expect(PIECE_BYTES).to.equal(48 * 1024);
    fc.assert(
      fc.property(bytes, (piece) => {
        const { content, file_md5, ...rest } = JSON.parse(encodePiece(piece)) as Record<string, string>;
        expect(Buffer.from(content ?? '', 'base64').equals(piece)).to.equal(true);
        expect(file_md5)
          .to.equal(md5(content ?? ''))
          .and.to.match(/^[0-9a-f]{32}$/);
        expect(rest).to.deep.equal({});
      }),
    );
  });
});

describe('The MD5 of the whole file', () => {
  it('is right wherever the transfer starts again', async () => {
    const cuts = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 5 })),
    );
    await fc.assert(
      fc.asyncProperty(bytes, cuts, async (content, starts) => {
        const source = memorySource(content);
        const hash = new WholeHash();
        for (const [part, pieces] of [...starts, [0, 100] as const]) {
          let position = Math.floor(part * content.length);
          await hash.catchUp(source, position, 100);
          for (let count = 0; count < pieces; count += 1) {
            const piece = await source.read(position, 100);
            hash.take(position, piece);
            position += piece.length;
          }
        }
        await hash.catchUp(source, content.length, 100);
        expect(hash.digest()).to.equal(md5(content));
      }),
    );
  });
});

describe('A file on disk', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'source-'));
  });

  after(() => rm(folder, { recursive: true }));

  it('is read from any position, with nothing beyond its end', async () => {
    const content = randomBytes(1_000);
    const path = join(folder, 'a');
    await writeFile(path, content);
    const source = await diskSource(path);
    expect(source.size).to.equal(1_000);
    for (const [position, length] of [
      [0, 10],
      [10, 5],
      [990, 100],
      [0, 5_000],
      [500, 1],
      [1_000, 10],
    ] as const) {
      const expected = content.subarray(position, position + length);
      expect((await source.read(position, length)).equals(expected)).to.equal(true);
    }
    await source.close();
  });

  it('brings the next piece while the one before is worked on', async () => {
    const content = randomBytes(128);
    const path = join(folder, 'ahead');
    await writeFile(path, content);
    const source = await diskSource(path);
    const first = Buffer.from(await source.read(0, 64));
    await delay(500);
    // What is on disk by now is not what was there when the first piece was handed out.
    await truncate(path, 64);
    const both = Buffer.concat([first, await source.read(64, 64)]);
    expect(both.equals(content)).to.equal(true);
    await source.close();
  });

  it('that becomes shorter, is none, or is not there is refused by name', async () => {
    const path = join(folder, 'b');
    await writeFile(path, 'x'.repeat(100));
    const source = await diskSource(path);
    await truncate(path, 50);
    expect((await source.read(0, 100)).length).to.equal(50);
    const shorter = await failureOf(source.read(50, 100));
    expect(shorter).to.include({ code: 'input:filename', kind: 'input' });
    expect(shorter.message).to.include('became shorter');
    await source.close();
    for (const [none, says] of [
      [folder, 'is not a file'],
      [join(folder, 'missing'), 'cannot be read (ENOENT)'],
      [join(path, 'below'), 'cannot be read (ENOTDIR)'],
      ['', 'cannot be read'],
      ['a\0b', 'cannot be read'],
    ] as const) {
      const error = await failureOf(diskSource(none));
      expect(error).to.include({ code: 'input:filename', kind: 'input' });
      expect(error.message)
        .to.include(`"${none.replace('\0', '')}"`)
        .and.to.include(says);
    }
  });

  it('is read into two buffers, each piece whole until the next is asked for, and closed at the end', async () => {
    const content = randomBytes(1_000);
    const path = join(folder, 'c');
    await writeFile(path, content);
    const source = await diskSource(path);
    const buffers = new Set<ArrayBufferLike>();
    for (const start of [0, 40, 0]) {
      for (let position = start; position < content.length; position += 64) {
        const piece = await source.read(position, 64);
        buffers.add(piece.buffer);
        // Time for what is read ahead to arrive.
        await stat(path);
        expect(piece.equals(content.subarray(position, position + 64)), `at ${position}`).to.equal(true);
      }
    }
    expect(buffers.size).to.equal(2);
    await source.close();
    const closed: unknown = await source.read(0, 10).catch((error: unknown) => error);
    expect(closed).to.include({ code: 'EBADF' });
  });
});

describe('Transfers to one machine (docs/nodes.md, "mgm-trans-file": one at a time for each machine, machines side by side)', () => {
  it('run one after another, those to others side by side', async () => {
    const queue = new KeyedQueue();
    const log: string[] = [];
    const gates = { a1: deferred<void>(), a2: deferred<void>(), b1: deferred<void>() };
    const run = (name: keyof typeof gates) =>
      queue.run(name[0] ?? '', async () => {
        log.push(`${name} begins`);
        await gates[name].promise;
        log.push(`${name} ends`);
      });
    const all = [run('a1'), run('a2'), run('b1')];
    gates.b1.resolve();
    await all[2];
    gates.a2.resolve();
    gates.a1.resolve();
    await Promise.all(all);
    expect(log).to.deep.equal(['a1 begins', 'b1 begins', 'b1 ends', 'a1 ends', 'a2 begins', 'a2 ends']);
  });

  it('go on after one that failed or was given up while it waited', async () => {
    const queue = new KeyedQueue();
    const first = deferred<string>();
    const abort = new AbortController();
    const failing = queue.run('a', () => first.promise).catch((error: Error) => error.message);
    const givenUp = failureOf(queue.run('a', async () => 'never', abort.signal));
    const third = queue.run('a', async () => 'third');
    abort.abort();
    expect(await givenUp).to.include({ code: 'aborted' });
    first.reject(new Error('broken'));
    expect([await failing, await third]).to.deep.equal(['broken', 'third']);
  });
});

describe('Progress (docs/messages.md, "mgm/transfer-progress")', () => {
  const meterOf = (total: number) => {
    const told: MgmTransferProgress[] = [];
    return {
      told,
      meter: new ProgressMeter({ machineId: 'm', fileName: 'f', total }, (each) => told.push(each)),
    };
  };

  it('is told at the start, a few times a second, and at the end', () => {
    const { meter, told } = meterOf(1_000);
    meter.startAt(500);
    for (let position = 500; position <= 1_000; position += 1) meter.reached(position);
    meter.finished();
    expect(told.map(({ bytes: position, percent }) => [position, percent])).to.deep.equal([
      [500, 50],
      [1_000, 100],
    ]);
    expect(
      told.every(({ bytesPerSecond }) => Number.isFinite(bytesPerSecond) && bytesPerSecond >= 0),
    ).to.equal(true);
  });

  it('of an empty file is 100 %', () => {
    const { meter, told } = meterOf(0);
    meter.startAt(0);
    meter.finished();
    expect(told.at(-1)).to.include({ bytes: 0, total: 0, percent: 100 });
  });
});
