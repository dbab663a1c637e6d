import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FileLock } from '../../../lib/journal/file-lock';
import type { Connection } from '../../../lib/journal/sqlite/connection';
import { loadLibrary } from '../../../lib/journal/sqlite/library';
import { openFile } from '../../../lib/journal/sqlite/open-file';
import { MINUTE, MORNING } from '../../support/journal/batches';
import { JournalWriter } from '../../support/journal/child-process';

/** `JOURNAL_KILLS=1000` for the long run. */
const KILLS = Number(process.env['JOURNAL_KILLS'] ?? 12);
const LONGEST_LIFE_MS = 60;

describe('A process that writes a journal and is killed (docs/behaviour.md, "Journal")', function () {
  this.timeout(KILLS * 10_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'journal-'));
  });
  after(() => rm(folder, { recursive: true }));

  it(`has lost nothing that was acknowledged, at ${KILLS} random moments; the file is sound each time`, async () => {
    const library = loadLibrary();
    const file = join(folder, 'journal.sqlite');
    let first = 1;
    for (let kill = 0; kill < KILLS; kill++) {
      const writer = new JournalWriter(file, first);
      await writer.untilAcknowledged();
      await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_LIFE_MS));
      await writer.kill();
      const lock = await FileLock.acquire(file);
      const connection = openFile(library, file);
      expect(connection.all('PRAGMA integrity_check')).to.deep.equal([{ integrity_check: 'ok' }]);
      first = writtenOf(connection, writer.acknowledged) + 1;
      connection.close();
      await lock.release();
    }
    expect(first).to.be.greaterThan(KILLS);
  });
});

/** The last batch that is in the file, whole, with all before it. */
function writtenOf(connection: Connection, acknowledged: number): number {
  const written = connection.number('SELECT counted FROM machine');
  // What is written and not yet acknowledged when the process ends is there or not.
  expect(written)
    .to.be.at.least(acknowledged)
    .and.at.most(acknowledged + 1);
  expect(connection.number('SELECT count(*) FROM interval')).to.equal(written + 1);
  expect(connection.number('SELECT count(*) FROM alarm')).to.equal(written);
  expect(connection.number('SELECT count(*) FROM cycle')).to.equal(written);
  expect(connection.number('SELECT sum(ended - began) FROM interval')).to.equal(written * MINUTE);
  expect(connection.all('SELECT began FROM interval WHERE ended IS NULL')).to.deep.equal([
    { began: MORNING + written * MINUTE },
  ]);
  return written;
}
