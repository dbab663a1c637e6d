import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteJournal } from '../../../lib/journal/sqlite';
import { itKeepsAJournal } from '../../support/journal/requirements';

describe('journal in an SQLite file (docs/behaviour.md, "Journal")', () => {
  let folder: string;
  let journal: SqliteJournal;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'journal-'));
    journal = new SqliteJournal(join(folder, 'new', 'journal.sqlite'));
  });
  afterEach(async () => {
    await journal.close();
    await rm(folder, { recursive: true });
  });

  itKeepsAJournal(() => journal);
});
