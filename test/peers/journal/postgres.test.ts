import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { Client } from 'pg';
import type { ShopfloorError } from '../../../lib/errors';
import { PostgresJournal } from '../../../lib/journal/postgres';
import { MIGRATIONS } from '../../../lib/journal/postgres/schema';
import { alarmOf, batchOf, cycleOf, intervalOf, KEY, machineOf } from '../../support/journal/batches';
import { all, itKeepsAJournal } from '../../support/journal/requirements';
import { freePort } from '../../support/servers';
import { PostgresServer } from '../support/postgres';

const ALWAYS = { from: 0, to: Number.MAX_SAFE_INTEGER };

const failureOf = (promise: Promise<unknown>): Promise<ShopfloorError> =>
  promise.then(
    () => expect.fail('it did not fail'),
    (thrown: ShopfloorError) => thrown,
  );

describe('journal in PostgreSQL (docs/behaviour.md, "Journal")', function () {
  this.timeout(60_000);
  let server: PostgresServer;
  let journal: PostgresJournal;

  before(async () => {
    server = await PostgresServer.start();
  });
  after(() => server?.stop());

  beforeEach(async () => {
    await ask('DROP SCHEMA IF EXISTS shopfloor CASCADE');
    journal = journalNow();
  });
  afterEach(() => journal.close());

  function journalNow(changes: { url?: string; password?: string } = {}): PostgresJournal {
    return new PostgresJournal({ url: server.url, password: server.password, ...changes });
  }

  /** Asks the server something, past the code under test. */
  async function ask(sql: string): Promise<object[]> {
    const client = new Client({
      host: '127.0.0.1',
      port: server.port,
      user: 'shopfloor',
      password: server.password,
      database: 'postgres',
    });
    await client.connect();
    try {
      return (await client.query(sql)).rows as object[];
    } finally {
      await client.end();
    }
  }

  itKeepsAJournal(() => journal);

  it('is made once, also by several that begin at the same time', async () => {
    const others = [journalNow(), journalNow(), journalNow()];
    await Promise.all([journal, ...others].map((each) => each.open()));
    await Promise.all(others.map((each) => each.close()));
    expect(await ask('SELECT version FROM shopfloor.journal_version')).to.deep.equal([
      { version: MIGRATIONS.length },
    ]);
    const [comment] = await ask("SELECT obj_description('shopfloor.interval'::regclass) AS text");
    expect(comment).to.have.property('text').that.contains('without hole or overlap');
  });

  it('two that write the same machine never make an overlap: the one with the older lease is refused', async () => {
    const other = journalNow();
    const mine = (number: number) =>
      journal.write(
        batchOf({
          machines: [machineOf({ epoch: 1 })],
          intervals: [intervalOf(number - 1, number), intervalOf(number, undefined)],
        }),
      );
    await mine(1);
    const writing = [2, 3, 4, 5].map(mine);
    const remainder = (await other.remainders([KEY], new Map([[KEY, 2]]))).get(KEY);
    const results = await Promise.all(writing);
    const open = remainder?.open;
    expect(open).to.not.equal(undefined);
    const next = intervalOf(100, undefined);
    if (open)
      await other.write(
        batchOf({ machines: [machineOf({ epoch: 2 })], intervals: [{ ...open, to: next.from }, next] }),
      );
    expect(await mine(6)).to.deep.equal([KEY]);
    const intervals = await all(journal.intervals(ALWAYS));
    for (const [index, interval] of intervals.entries())
      expect(interval.to).to.equal(intervals[index + 1]?.from);
    expect(results.flat().every((key) => key === KEY)).to.equal(true);
    await other.close();
  });

  it('takes the longest keys, ids of alarms and programs that a journal gives it', async () => {
    const random = (length: number): string =>
      String.fromCodePoint(
        ...randomBytes(2 * length).reduce<number[]>((codes, byte, at) => {
          if (at % 2 === 0) codes.push(0x4e00 + byte * 64);
          else codes[codes.length - 1] = (codes.at(-1) ?? 0) + (byte % 64);
          return codes;
        }, []),
      );
    const [key, program] = [random(512), random(513)];
    const activity = { ...intervalOf(0, 1).activity, program };
    await journal.write(
      batchOf({
        machines: [machineOf({ key })],
        intervals: [intervalOf(0, undefined, { key, activity })],
        alarms: [alarmOf(0, 1, { key, conditionId: random(256) })],
        cycles: [cycleOf(0, 1, { key, program })],
      }),
    );
    expect(await journal.shortestCycle(key, program, Number.MAX_SAFE_INTEGER)).to.equal(60_000);
    expect(await all(journal.alarms({ ...ALWAYS, keys: [key] }))).to.have.length(1);
  });

  it('goes on by itself when the server was away; meanwhile it says so in words, without a secret', async () => {
    const batch = batchOf({ machines: [machineOf()], intervals: [intervalOf(0, undefined)] });
    await journal.write(batch);
    await server.halt();
    const failure = await failureOf(
      journal.write(batchOf({ machines: [machineOf()], intervals: [intervalOf(0, 5)] })),
    );
    expect(failure.code).to.equal('journal:unreachable');
    expect(failure.retryable).to.equal(true);
    expect(failure.message).to.contain(`127.0.0.1:${server.port}/postgres`);
    expect(JSON.stringify([failure.message, failure.stack, failure.cause])).to.not.contain(server.password);
    await server.start();
    expect(await all(journal.intervals(ALWAYS))).to.deep.equal([intervalOf(0, undefined)]);
  });

  it('says what is wrong with the address, the user, the database, the version', async () => {
    const codeOf = async (changes: { url?: string; password?: string }): Promise<string> => {
      const wrong = journalNow(changes);
      const { code, message } = await failureOf(wrong.open());
      await wrong.close();
      expect(message).to.not.contain('wrong-secret');
      return code;
    };
    expect(await codeOf({ password: 'wrong-secret' })).to.equal('journal:login');
    expect(await codeOf({ password: '' })).to.equal('journal:login');
    expect(await codeOf({ url: server.url.replace('/postgres', '/nothing') })).to.equal('journal:database');
    const nowhere = await freePort();
    expect(await codeOf({ url: server.url.replace(String(server.port), String(nowhere)) })).to.equal(
      'journal:unreachable',
    );
    await journal.open();
    await ask('UPDATE shopfloor.journal_version SET version = 99');
    expect(await codeOf({})).to.equal('journal:newer');
    for (const url of [
      'redis://a@b/c',
      'postgres://host/db',
      'postgres://u:wrong-secret@h/db',
      'postgres://u@h',
      'postgres://u@h/d?sslmode=disable',
    ])
      expect(() => journalNow({ url }), url)
        .to.throw()
        .with.property('code', 'input:url');
    expect(() => journalNow({ url: 'postgres://u:wrong-secret@h/db' }))
      .to.throw('Password')
      .with.property('message')
      .that.does.not.contain('wrong-secret');
  });
});
