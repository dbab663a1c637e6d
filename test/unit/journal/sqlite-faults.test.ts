import { mkdir, mkdtemp, open, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ShopfloorError } from '../../../lib/errors';
import { fileFailure } from '../../../lib/journal/file-failure';
import { SqliteJournal } from '../../../lib/journal/sqlite';
import { JournalFile } from '../../../lib/journal/sqlite/journal-file';
import { loadLibrary } from '../../../lib/journal/sqlite/library';
import { openFile, sqliteFailure } from '../../../lib/journal/sqlite/open-file';
import { batchOf, intervalOf, KEY, machineOf } from '../../support/journal/batches';
import { JournalWriter } from '../../support/journal/child-process';
import { ForgetfulDisk } from '../../support/journal/power-cut';
import { all } from '../../support/journal/requirements';

const FAST = { beatMs: 100, staleMs: 1_000 };
const ALWAYS = { from: 0, to: Number.MAX_SAFE_INTEGER };

const failureOf = (promise: Promise<unknown>): Promise<ShopfloorError> =>
  promise.then(
    () => expect.fail('it did not fail'),
    (thrown: ShopfloorError) => thrown,
  );

describe('troubles of a journal in a file (docs/behaviour.md, "Journal")', function () {
  this.timeout(60_000);
  let folder: string;
  let file: string;
  const opened: SqliteJournal[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'journal-'));
    file = join(folder, 'journal.sqlite');
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((journal) => journal.close()));
    await rm(folder, { recursive: true });
  });

  function journalNow(timings = FAST): SqliteJournal {
    const journal = new SqliteJournal(file, timings);
    opened.push(journal);
    return journal;
  }

  it('one process at a time: another is told which file and which process; when that is gone the next goes on', async () => {
    const writer = new JournalWriter(file, 1);
    await writer.untilAcknowledged();
    const failure = await failureOf(journalNow({ beatMs: 4_000, staleMs: 15_000 }).latest());
    expect(failure.code).to.equal('journal:in-use');
    expect(failure.message).to.contain(file).and.to.contain(`process ${writer.pid} `);
    await writer.kill();
    expect(await journalNow().latest()).to.have.length(1);
  });

  it('one journal at a time within a process, too', async () => {
    const first = journalNow();
    await first.latest();
    const failure = await failureOf(journalNow().latest());
    expect(failure.code).to.equal('journal:in-use');
    await first.close();
    expect(await journalNow().latest()).to.deep.equal([]);
    expect(await readdir(folder)).to.include('journal.sqlite.owner');
  });

  it('a process on another computer counts while it renews its lock, and no longer', async () => {
    const owner = `${file}.owner`;
    await writeFile(owner, JSON.stringify({ id: 'x', pid: process.pid, host: 'another-computer' }));
    let seconds = 0;
    const beat = setInterval(() => void utimes(owner, 1, ++seconds), 100);
    try {
      const failure = await failureOf(journalNow().latest());
      expect(failure.message).to.contain('another-computer');
    } finally {
      clearInterval(beat);
    }
    expect(await journalNow().latest()).to.deep.equal([]);
  });

  it('a lock that a power cut has left empty is taken over', async () => {
    await writeFile(`${file}.owner`, '');
    expect(await journalNow().latest()).to.deep.equal([]);
  });

  it('a process that has lost its lock to another writes no more', async () => {
    const journal = journalNow();
    await journal.write(batchOf({ machines: [machineOf()] }));
    await writeFile(`${file}.owner`, JSON.stringify({ id: 'x', pid: 1, host: 'another-computer' }));
    let seconds = 0;
    const beat = setInterval(() => utimes(`${file}.owner`, 1, ++seconds).catch(() => undefined), 100);
    try {
      const failure = await failureOf(journal.write(batchOf({ intervals: [intervalOf(0, 1)] })));
      expect(failure.code).to.equal('journal:in-use');
    } finally {
      clearInterval(beat);
    }
    await rm(`${file}.owner`);
    expect(await all(journal.intervals(ALWAYS))).to.deep.equal([]);
  });

  it('a damaged file is kept aside, which is told, and a new one takes what is written again', async () => {
    const first = journalNow();
    const intervals = Array.from({ length: 2_000 }, (_, minute) => intervalOf(minute, minute + 1));
    await first.write(batchOf({ machines: [machineOf()], intervals }));
    await first.close();
    const handle = await open(file, 'r+');
    const { size } = await handle.stat();
    await handle.write(Buffer.alloc(size - 4_096, 0x5a), 0, size - 4_096, 4_096);
    await handle.close();
    const damaged = await readFile(file);

    const journal = journalNow();
    const batch = batchOf({ machines: [machineOf()], intervals: [intervalOf(5, 6)] });
    const failure = await failureOf(journal.write(batch));
    expect(failure.code).to.equal('journal:damaged');
    const kept = (await readdir(folder)).find((name) => name.includes('.damaged-')) ?? '';
    expect(failure.message).to.contain(file).and.to.contain(kept);
    expect((await readFile(join(folder, kept))).equals(damaged)).to.equal(true);
    expect(failure.retryable).to.equal(true);
    await journal.write(batch);
    expect(await all(journal.intervals(ALWAYS))).to.deep.equal([intervalOf(5, 6)]);
  });

  it('a file whose header was never written is kept aside as well', async () => {
    await writeFile(file, Buffer.alloc(8_192));
    expect((await failureOf(journalNow().latest())).code).to.equal('journal:damaged');
    expect(await journalNow().latest()).to.deep.equal([]);
    expect((await readdir(folder)).filter((name) => name.includes('.damaged-'))).to.have.length(1);
  });

  it('a file of a newer version is left as it is', async () => {
    await journalNow().latest();
    await opened.pop()?.close();
    await change((connection) => connection.exec('PRAGMA user_version = 99'));
    const before = await readFile(file);
    const failure = await failureOf(journalNow().latest());
    expect(failure.code).to.equal('journal:newer');
    expect(failure.message).to.contain(file).and.to.contain('99');
    expect((await readFile(file)).equals(before)).to.equal(true);
  });

  it('an SQLite file of another program is left as it is', async () => {
    const { Database } = loadLibrary();
    const other = new Database(file);
    other.exec('CREATE TABLE recipes (name TEXT)');
    other.close();
    const before = await readFile(file);
    const failure = await failureOf(journalNow().latest());
    expect(failure.code).to.equal('journal:foreign');
    expect((await readFile(file)).equals(before)).to.equal(true);
  });

  it('a full disk fails the batch, which can be written again when there is room', async () => {
    const connection = openFile(loadLibrary(), file);
    const journal = new JournalFile(connection);
    journal.write(batchOf({ machines: [machineOf()], intervals: [intervalOf(0, 1)] }));
    connection.exec('PRAGMA max_page_count = 40');
    const intervals = Array.from({ length: 2_000 }, (_, minute) => intervalOf(minute, minute + 1));
    const batch = batchOf({ machines: [machineOf()], intervals });
    let thrown: unknown;
    try {
      journal.write(batch);
    } catch (full) {
      thrown = full;
    }
    const failure = sqliteFailure(thrown, file);
    expect(failure.code).to.equal('journal:full');
    expect(failure.message).to.contain(file);
    expect(connection.number('SELECT count(*) FROM interval')).to.equal(1);
    connection.exec('PRAGMA max_page_count = 100000');
    journal.write(batch);
    expect(connection.number('SELECT count(*) FROM interval')).to.equal(2_000);
    journal.close();
  });

  it('says in words what the computer refuses', () => {
    const codeOf = (code: string): string => fileFailure(Object.assign(new Error(code), { code }), file).code;
    expect(['EACCES', 'EROFS', 'ENOSPC', 'EIO'].map(codeOf)).to.deep.equal([
      'journal:readonly',
      'journal:readonly',
      'journal:full',
      'journal:failed',
    ]);
    expect(sqliteFailure(new Error('attempt to write a readonly database'), file).code).to.equal(
      'journal:readonly',
    );
    expect(sqliteFailure(new Error('disk I/O error'), file).code).to.equal('journal:failed');
  });

  it('a folder that cannot be made is named', async () => {
    await writeFile(join(folder, 'file'), '');
    const journal = new SqliteJournal(join(folder, 'file', 'journal.sqlite'), FAST);
    const failure = await failureOf(journal.latest());
    expect(failure.code).to.equal('journal:failed');
    expect(failure.message).to.contain(join(folder, 'file', 'journal.sqlite'));
  });

  it('whatever a power cut leaves, what was acknowledged is there and the file is sound', async () => {
    const library = loadLibrary();
    openFile(library, file).close();
    const disk = new ForgetfulDisk(folder);
    let acknowledged = 0;
    const cuts: { readonly least: number; readonly left: ReadonlyMap<string, Buffer> }[] = [];
    const cut = (): void => {
      cuts.push({ least: acknowledged, left: disk.cut(Math.random) });
    };
    disk.onWrite = () => {
      if (Math.random() < 0.2) cut();
    };
    disk.watch();
    try {
      const journal = new JournalFile(openFile(library, file));
      for (let number = 1; number <= 30; number++) {
        journal.write(
          batchOf({
            machines: [machineOf({ counted: number })],
            intervals: [intervalOf(number - 1, number), intervalOf(number, undefined)],
          }),
        );
        acknowledged = number;
        cut();
      }
      journal.close();
    } finally {
      disk.unwatch();
    }
    const after = join(folder, 'after');
    for (const { least, left } of cuts) {
      await mkdir(after);
      for (const [name, content] of left) await writeFile(join(after, name), content);
      const connection = openFile(library, join(after, 'journal.sqlite'));
      expect(connection.all('PRAGMA integrity_check')).to.deep.equal([{ integrity_check: 'ok' }]);
      const written = connection.number('SELECT counted FROM machine');
      expect(written)
        .to.be.at.least(least)
        .and.at.most(least + 1);
      expect(connection.number('SELECT count(*) FROM interval')).to.equal(written === 0 ? 0 : written + 1);
      connection.close();
      await rm(after, { recursive: true });
    }
    expect(cuts.length).to.be.greaterThan(60);
  });

  async function change(work: (connection: ReturnType<typeof openFile>) => void): Promise<void> {
    const connection = openFile(loadLibrary(), file);
    work(connection);
    connection.close();
  }

  it('goes on with the machine after its process was killed', async () => {
    const writer = new JournalWriter(file, 1);
    await writer.untilAcknowledged();
    await writer.kill();
    const remainder = (await journalNow().remainders([KEY])).get(KEY);
    expect(remainder?.open?.to).to.equal(undefined);
    expect(remainder?.machine.counted).to.be.at.least(writer.acknowledged);
  });
});
