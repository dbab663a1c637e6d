import { UnderWay } from '../../async/under-way';
import type { MachineState } from '../../machine/machine-state';
import {
  CELLS,
  COLUMNS,
  LEARNT_FROM,
  PIECE,
  READERS,
  type Row,
  type RowKind,
  type RowsOfKind,
  remainderOf,
  stateOf,
} from '../journal-rows';
import type {
  JournalBatch,
  JournalQuery,
  JournalRemainder,
  JournalStore,
  StateTotals,
  StoredAlarm,
  StoredCycle,
  StoredInterval,
  StoredScrap,
} from '../journal-store';
import { storableText } from '../storable';
import { type Ask, PostgresConnections } from './connection';
import { TYPES } from './schema';
import type { PostgresSettings } from './settings';

/** The begin of the interval that a time lies in: intervals follow each other, so that none before it touches the time. */
const FIRST_BEGIN = `coalesce((SELECT began FROM shopfloor.interval WHERE machine = m.number AND began <= $2
  AND (ended IS NULL OR ended > began) ORDER BY began DESC LIMIT 1), $2)`;

const TOUCHES = {
  interval: `began >= ${FIRST_BEGIN} AND began < $3 AND (ended IS NULL OR ended > greatest(began, $2))`,
  alarm: 'int8range(began, ended) && int8range($2, $3)',
  cycle: 'ended > $2 AND ended <= $3',
  scrap: 'time >= $2 AND time < $3',
} as const;

/**
 * A journal in PostgreSQL 15 or newer, for several processes. Its tables are in the schema `shopfloor`, which the first
 * call makes. What a call could not do for want of the server it rejects with; who asks again asks the server again.
 * @example
 * const journal = new PostgresJournal({ url: 'postgres://shopfloor@db:5432/plant', password });
 * await journal.write(batch);
 */
export class PostgresJournal implements JournalStore {
  private readonly connections: PostgresConnections;
  private readonly underWay = new UnderWay();
  private lastWrite: Promise<unknown> = Promise.resolve();

  constructor(settings: PostgresSettings) {
    this.connections = new PostgresConnections(settings);
  }

  /** Reaches the server and makes the tables where they are missing. */
  async open(): Promise<void> {
    await this.connections.ask('SELECT 1');
  }

  remainders(
    keys: readonly string[],
    epochs: ReadonlyMap<string, number> = new Map(),
  ): Promise<ReadonlyMap<string, JournalRemainder>> {
    return this.transaction(async (ask) => {
      await ask(
        `INSERT INTO shopfloor.machine AS m (key, name, epoch)
         SELECT key, key, epoch FROM unnest($1::text[], $2::bigint[]) AS asked (key, epoch) ORDER BY key
         ON CONFLICT (key) DO UPDATE SET epoch = greatest(m.epoch, excluded.epoch)`,
        [[...epochs.keys()], [...epochs.values()]],
      );
      const machines = await ask('SELECT * FROM shopfloor.machine WHERE key = ANY($1)', [keys]);
      const open = (kind: 'interval' | 'alarm'): Promise<readonly Row[]> =>
        ask(
          `SELECT r.*, m.key, m.name FROM shopfloor.${kind} r JOIN shopfloor.machine m ON m.number = r.machine
           WHERE m.key = ANY($1) AND ended IS NULL ORDER BY began`,
          [keys],
        );
      const [intervals, alarms] = [await open('interval'), await open('alarm')];
      const remainders = new Map<string, JournalRemainder>();
      for (const machine of machines) {
        const isIts = (row: Row): boolean => row['machine'] === machine['number'];
        const remainder = remainderOf(machine, intervals.findLast(isIts), alarms.filter(isIts));
        if (remainder) remainders.set(remainder.machine.key, remainder);
      }
      return remainders;
    });
  }

  /** One batch after another, in the order in which they were given. */
  write(batch: JournalBatch): Promise<readonly string[]> {
    const written = this.underWay.add(this.lastWrite.then(() => this.writeNow(batch)));
    this.lastWrite = written.catch(() => undefined);
    return written;
  }

  private writeNow(batch: JournalBatch): Promise<readonly string[]> {
    return this.transaction(async (ask) => {
      const machines = [...new Map(batch.machines.map((machine) => [machine.key, machine])).values()];
      const written = await ask(
        `INSERT INTO shopfloor.machine AS m (key, name, state, heard, counted, epoch)
         SELECT * FROM jsonb_to_recordset($1::jsonb)
           AS r (key text, name text, state text, heard bigint, counted double precision, epoch bigint) ORDER BY key
         ON CONFLICT (key) DO UPDATE SET name = excluded.name, state = excluded.state, heard = excluded.heard,
           counted = excluded.counted, epoch = excluded.epoch WHERE m.epoch <= excluded.epoch
         RETURNING key`,
        [asJson(machines.map((machine) => ({ ...machine, state: JSON.stringify(machine.state) })))],
      );
      const taken = new Set(written.map(({ key }) => String(key)));
      const refused = new Set(machines.map(({ key }) => key).filter((key) => !taken.has(key)));
      const isTaken = ({ key }: { readonly key: string }): boolean => !refused.has(key);
      await this.put(ask, 'interval', batch.intervals.filter(isTaken));
      await this.put(ask, 'alarm', batch.alarms.filter(isTaken));
      await this.put(ask, 'cycle', batch.cycles.filter(isTaken));
      await this.put(ask, 'scrap', batch.scrap.filter(isTaken));
      return [...refused];
    });
  }

  async latest(keys?: readonly string[]): Promise<readonly MachineState[]> {
    const rows = await this.ask(
      'SELECT state FROM shopfloor.machine WHERE $1::text[] IS NULL OR key = ANY($1) ORDER BY key',
      [keys ?? null],
    );
    return rows.flatMap((row) => stateOf(row) ?? []);
  }

  intervals(query: JournalQuery): AsyncIterable<StoredInterval> {
    return this.rows('interval', query);
  }

  alarms(query: JournalQuery): AsyncIterable<StoredAlarm> {
    return this.rows('alarm', query);
  }

  cycles(query: JournalQuery): AsyncIterable<StoredCycle> {
    return this.rows('cycle', query);
  }

  scrap(query: JournalQuery): AsyncIterable<StoredScrap> {
    return this.rows('scrap', query);
  }

  async totals({ keys, from, to }: JournalQuery): Promise<readonly StateTotals[]> {
    const rows = await this.ask(
      `SELECT m.key, m.name, t.state, t.ms FROM shopfloor.machine m CROSS JOIN LATERAL (
         SELECT state, sum(least(coalesce(ended, $3), $3) - greatest(began, $2))::bigint AS ms FROM shopfloor.interval
         WHERE machine = m.number AND ${TOUCHES.interval} GROUP BY state) t
       WHERE $1::text[] IS NULL OR m.key = ANY($1) ORDER BY m.key`,
      [keys ?? null, from, to],
    );
    const totals = new Map<string, { key: string; name: string; times: Record<string, number> }>();
    for (const row of rows) {
      const key = String(row['key']);
      const total = totals.get(key) ?? { key, name: String(row['name']), times: {} };
      total.times[String(row['state'])] = Number(row['ms']);
      totals.set(key, total);
    }
    return [...totals.values()];
  }

  async shortestCycle(key: string, program: string | null, before: number): Promise<number | undefined> {
    const [row] = await this.ask(
      `SELECT min(ms) AS shortest FROM (SELECT run_ms / parts AS ms FROM shopfloor.cycle
       WHERE machine = (SELECT number FROM shopfloor.machine WHERE key = $1) AND program IS NOT DISTINCT FROM $2
       AND ended < $3 AND complete = 1 AND parts > 0 ORDER BY ended DESC LIMIT ${LEARNT_FROM}) last WHERE ms > 0`,
      [key, program, before],
    );
    const shortest = row?.['shortest'] as number | null | undefined;
    return shortest ?? undefined;
  }

  async removeBefore(time: number): Promise<boolean> {
    let isMore = false;
    for (const kind of ['interval', 'alarm', 'cycle', 'scrap'] as const) {
      const [first] = COLUMNS[kind];
      const end = kind === 'scrap' ? 'time' : 'ended';
      const removed = await this.ask(
        `DELETE FROM shopfloor.${kind} WHERE ctid = ANY(ARRAY(SELECT old.ctid FROM shopfloor.machine m CROSS JOIN LATERAL (
           SELECT ctid FROM shopfloor.${kind} WHERE machine = m.number AND ${first} < $1 AND ${end} < $1
           ORDER BY ${first} LIMIT ${PIECE}) old LIMIT ${PIECE})) RETURNING 1`,
        [time],
      );
      isMore ||= removed.length > 0;
    }
    return isMore;
  }

  /** Whatever was asked before is still done. */
  async close(): Promise<void> {
    await this.underWay.ended();
    await this.connections.close();
  }

  private readonly ask: Ask = (sql, values) => this.underWay.add(this.connections.ask(sql, values));

  private transaction<Result>(work: (ask: Ask) => Promise<Result>): Promise<Result> {
    return this.underWay.add(this.connections.transaction(work));
  }

  private async put<Kind extends RowKind>(
    ask: Ask,
    kind: Kind,
    items: readonly (RowsOfKind[Kind] & { readonly name?: string })[],
  ): Promise<void> {
    if (items.length === 0) return;
    // A statement writes a row once; the last of a batch counts.
    const last = [...new Map(items.map((item) => [JSON.stringify([item.key, item.id]), item])).values()];
    const machines = [...new Map(last.map(({ key, name = key }) => [key, name]))].map(([key, name]) => ({
      key,
      name,
    }));
    await ask(
      `INSERT INTO shopfloor.machine (key, name)
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS r (key text, name text) ORDER BY key ON CONFLICT DO NOTHING`,
      [asJson(machines)],
    );
    const columns = COLUMNS[kind];
    const cells = CELLS[kind] as (item: RowsOfKind[Kind]) => readonly unknown[];
    const rows = last.map((item) => {
      const values = cells(item);
      return {
        key: item.key,
        id: item.id,
        ...Object.fromEntries(columns.map((name, at) => [name, values[at]])),
      };
    });
    await ask(
      `INSERT INTO shopfloor.${kind} (machine, id, ${columns.join(', ')})
       SELECT m.number, r.id, ${columns.map((name) => `r.${name}`).join(', ')} FROM jsonb_to_recordset($1::jsonb)
         AS r (key text, id text, ${columns.map((name) => `${name} ${TYPES[name] ?? 'text'}`).join(', ')})
       JOIN shopfloor.machine m ON m.key = r.key ORDER BY m.number, r.id
       ON CONFLICT (machine, id) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}`,
      [asJson(rows)],
    );
  }

  private async *rows<Kind extends RowKind>(
    kind: Kind,
    { keys, from, to }: JournalQuery,
  ): AsyncGenerator<RowsOfKind[Kind]> {
    const machines = await this.ask(
      'SELECT number FROM shopfloor.machine WHERE $1::text[] IS NULL OR key = ANY($1) ORDER BY key',
      [keys ?? null],
    );
    const [time] = COLUMNS[kind];
    const sql = `SELECT r.*, m.key, m.name FROM shopfloor.machine m CROSS JOIN LATERAL (
        SELECT * FROM shopfloor.${kind} WHERE machine = m.number AND ${TOUCHES[kind]}
        AND (${time}, id) > ($4::bigint, $5::text COLLATE "C") ORDER BY ${time}, id LIMIT ${PIECE}) r
      WHERE m.number = $1 ORDER BY r.${time}, r.id`;
    for (const { number } of machines) {
      let after: readonly [unknown, unknown] = [Number.MIN_SAFE_INTEGER, ''];
      let isMore = true;
      while (isMore) {
        const rows = await this.ask(sql, [number, from, to, ...after]);
        for (const row of rows) yield READERS[kind](row as Row);
        const last = rows.at(-1);
        if (last) after = [last[time], last['id']];
        isMore = rows.length === PIECE;
      }
    }
  }
}

/** PostgreSQL takes neither NUL nor half of a character. */
function asJson(rows: readonly object[]): string {
  return JSON.stringify(rows, (_name, value: unknown) =>
    typeof value === 'string' ? storableText(value) : value,
  );
}
