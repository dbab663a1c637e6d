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
import type { JournalBatch, JournalRemainder, StateTotals } from '../journal-store';
import type { Connection } from './connection';
import { DaySums } from './day-sums';

/** A machine as a piece of a reading names it. */
export interface NumberedMachine {
  readonly number: number;
  readonly key: string;
  readonly name: string;
}

/** A piece of a reading: some machines, in order, and where among them it goes on. */
export interface PieceQuery {
  readonly machines: readonly NumberedMachine[];
  readonly from: number;
  readonly to: number;
  readonly at: PiecePosition;
}

export interface PiecePosition {
  /** Which of the machines. */
  readonly index: number;
  /** Behind which of its rows. */
  readonly after?: readonly [time: number, id: string] | undefined;
}

export interface Piece<Kind extends RowKind> {
  readonly rows: readonly RowsOfKind[Kind][];
  /** undefined: that was all */
  readonly next: PiecePosition | undefined;
}

/** A journal in an SQLite file, with calls that block: it runs in a thread of its own. */
export class JournalFile {
  private readonly days: DaySums;

  constructor(private readonly connection: Connection) {
    this.days = new DaySums(connection);
  }

  close(): void {
    this.connection.close();
  }

  /** Those of the keys that are known, in order; all without keys. */
  machines(keys: readonly string[] | undefined): readonly NumberedMachine[] {
    return this.asked('number, key, name', keys).map((row) => ({
      number: Number(row['number']),
      key: String(row['key']),
      name: String(row['name']),
    }));
  }

  remainders(keys: readonly string[], epochs: ReadonlyMap<string, number>): Map<string, JournalRemainder> {
    return this.connection.transaction(() => {
      for (const [key, epoch] of epochs) this.claim(key, epoch);
      const remainders = new Map<string, JournalRemainder>();
      for (const key of keys) {
        const [machine] = this.connection.all('SELECT * FROM machine WHERE key = ?', [key]);
        const remainder = machine && this.remainder(machine);
        if (remainder) remainders.set(key, remainder);
      }
      return remainders;
    });
  }

  write(batch: JournalBatch): readonly string[] {
    return this.connection.transaction(() => {
      const refused = new Set<string>();
      for (const machine of batch.machines) {
        const { key, name, state, heard, counted, epoch } = machine;
        const isOlder = epoch < this.connection.number('SELECT epoch FROM machine WHERE key = ?', [key]);
        if (isOlder) refused.add(key);
        else
          this.connection.run(
            `INSERT INTO machine (key, name, state, heard, counted, epoch) VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT (key) DO UPDATE SET name = excluded.name, state = excluded.state, heard = excluded.heard,
             counted = excluded.counted, epoch = excluded.epoch`,
            [key, name, JSON.stringify(state), heard, counted, epoch],
          );
      }
      const numbers = new Map<string, number>();
      const put = <Kind extends RowKind>(
        kind: Kind,
        items: readonly (RowsOfKind[Kind] & { name?: string })[],
      ): void => {
        for (const item of items) {
          if (refused.has(item.key)) continue;
          const number = numbers.get(item.key) ?? this.numberOf(item.key, item.name ?? item.key);
          numbers.set(item.key, number);
          this.put(kind, number, item);
        }
      };
      put('interval', batch.intervals);
      put('alarm', batch.alarms);
      put('cycle', batch.cycles);
      put('scrap', batch.scrap);
      return [...refused];
    });
  }

  latest(keys: readonly string[] | undefined): readonly MachineState[] {
    return this.asked('state', keys).flatMap((row) => stateOf(row) ?? []);
  }

  /** The rows of some machines, in order, as many as a piece has. */
  piece<Kind extends RowKind>(kind: Kind, { machines, from, to, at }: PieceQuery): Piece<Kind> {
    const rows: RowsOfKind[Kind][] = [];
    let { index, after } = at;
    for (; index < machines.length; index++, after = undefined) {
      const machine = machines[index] as NumberedMachine;
      const missing = PIECE - rows.length;
      const found = this.rowsOf(kind, machine.number, from, to, after, missing);
      for (const row of found)
        rows.push(READERS[kind]({ ...row, key: machine.key, name: machine.name } as Row));
      const last = found.at(-1);
      if (last !== undefined && found.length === missing)
        return { rows, next: { index, after: [Number(last[COLUMNS[kind][0]]), String(last['id'])] } };
    }
    return { rows, next: undefined };
  }

  totals(machines: readonly NumberedMachine[], from: number, to: number): readonly StateTotals[] {
    return machines.flatMap(({ number, key, name }) => {
      const times = this.days.totals(number, from, to, (begin, end) => this.scanned(number, begin, end));
      return Object.keys(times).length === 0 ? [] : [{ key, name, times }];
    });
  }

  shortestCycle(key: string, program: string | null, before: number): number | undefined {
    const [row] = this.connection.all(
      `SELECT min(ms) AS shortest FROM (SELECT CAST(run_ms AS REAL) / parts AS ms FROM cycle
       WHERE machine = (SELECT number FROM machine WHERE key = ?) AND program IS ? AND ended < ? AND complete = 1
       AND parts > 0 ORDER BY ended DESC LIMIT ${LEARNT_FROM}) WHERE ms > 0`,
      [key, program, before],
    );
    const shortest = row?.['shortest'];
    return typeof shortest === 'number' ? shortest : undefined;
  }

  /** Removes a piece of what ended before; false when nothing was left. */
  removeBefore(time: number): boolean {
    return this.connection.transaction(() => {
      let left = PIECE;
      for (const { number } of this.machines(undefined))
        for (const kind of ['interval', 'alarm', 'cycle', 'scrap'] as const)
          if (left > 0) left -= this.removePiece(kind, number, time, left);
      return left < PIECE;
    });
  }

  /** Columns of the machines with these keys, in order; of all without keys. */
  private asked(columns: string, keys: readonly string[] | undefined): readonly Row[] {
    return keys === undefined
      ? this.connection.all(`SELECT ${columns} FROM machine ORDER BY key`)
      : this.connection.all(
          `SELECT ${columns} FROM machine WHERE key IN (SELECT value FROM json_each(?)) ORDER BY key`,
          [JSON.stringify(keys)],
        );
  }

  private removePiece(kind: RowKind, machine: number, before: number, most: number): number {
    const end = kind === 'scrap' ? 'time' : 'ended';
    const [first] = COLUMNS[kind];
    const rows = this.connection.all(
      `SELECT * FROM ${kind} WHERE machine = ? AND ${first} < ? AND ${end} < ? ORDER BY ${first} LIMIT ?`,
      [machine, before, before, most],
    );
    for (const row of rows) {
      if (kind === 'interval') this.days.add(row, -1);
      this.connection.run(`DELETE FROM ${kind} WHERE machine = ? AND ${first} = ? AND id = ?`, [
        machine,
        row[first] ?? null,
        row['id'] ?? null,
      ]);
    }
    if (kind === 'interval' && rows.length > 0) this.days.removeEmpty(machine);
    return rows.length;
  }

  /** The ms of each state in a time, from the intervals themselves. */
  private scanned(machine: number, from: number, to: number): readonly Row[] {
    return this.connection.all(
      `SELECT state, sum(min(coalesce(ended, ?3), ?3) - max(began, ?2)) AS ms FROM interval
       WHERE machine = ?1 AND began >= ?4 AND began < ?3 AND coalesce(ended, ?3) > max(began, ?2) GROUP BY state`,
      [machine, from, to, this.firstBegin(machine, from)],
    );
  }

  private remainder(machine: Row): JournalRemainder | undefined {
    // SQLite would rather read all of the machine's history in order.
    const select = (kind: 'interval' | 'alarm'): readonly Row[] =>
      this.connection
        .all(
          `SELECT * FROM ${kind} INDEXED BY ${kind}_open WHERE machine = ? AND ended IS NULL ORDER BY began`,
          [machine['number'] ?? null],
        )
        .map((row) => ({ ...row, key: machine['key'] ?? null, name: machine['name'] ?? null }));
    return remainderOf(machine, select('interval').at(-1), select('alarm'));
  }

  /** From now on nobody with an older lease writes this machine. */
  private claim(key: string, epoch: number): void {
    this.connection.run(
      `INSERT INTO machine (key, name, epoch) VALUES (?1, ?1, ?2)
       ON CONFLICT (key) DO UPDATE SET epoch = max(epoch, excluded.epoch)`,
      [key, epoch],
    );
  }

  private numberOf(key: string, name: string): number {
    this.connection.run('INSERT INTO machine (key, name) VALUES (?, ?) ON CONFLICT (key) DO NOTHING', [
      key,
      name,
    ]);
    return this.connection.number('SELECT number FROM machine WHERE key = ?', [key]);
  }

  private put<Kind extends RowKind>(kind: Kind, machine: number, item: RowsOfKind[Kind]): void {
    const columns = COLUMNS[kind];
    if (kind === 'interval') {
      const [before] = this.connection.all('SELECT * FROM interval WHERE machine = ? AND id = ?', [
        machine,
        item.id,
      ]);
      if (before) this.days.add(before, -1);
    }
    this.connection.run(
      `INSERT OR REPLACE INTO ${kind} (machine, id, ${columns.join(', ')}) VALUES (?, ?${', ?'.repeat(columns.length)})`,
      [machine, item.id, ...CELLS[kind](item)],
    );
    if (kind === 'interval') {
      const { activity, from, to = null } = item as RowsOfKind['interval'];
      this.days.add({ machine, state: activity.state, began: from, ended: to }, 1);
    }
    if (kind !== 'alarm') return;
    const { from, to = from } = item as RowsOfKind['alarm'];
    this.connection.run('UPDATE machine SET longest_alarm = ? WHERE number = ? AND longest_alarm < ?', [
      to - from,
      machine,
      to - from,
    ]);
  }

  private rowsOf(
    kind: RowKind,
    machine: number,
    from: number,
    to: number,
    after: readonly [number, string] | undefined,
    most: number,
  ): readonly Row[] {
    const [time] = COLUMNS[kind];
    const isSpan = kind === 'interval' || kind === 'alarm';
    const start = isSpan ? this.firstOf(kind, machine, from) : kind === 'cycle' ? from + 1 : from;
    // Nothing comes before the empty id.
    const [fromTime, fromId] = after ?? [start, ''];
    const [touches, touching] = isSpan ? [' AND (ended IS NULL OR ended > max(began, ?))', [from]] : ['', []];
    return this.connection.all(
      `SELECT * FROM ${kind} WHERE machine = ? AND (${time}, id) > (?, ?) AND ${time} < ?${touches}
       ORDER BY ${time}, id LIMIT ?`,
      [machine, fromTime, fromId, kind === 'cycle' ? to + 1 : to, ...touching, most],
    );
  }

  /** The first begin of what may touch a time. Intervals follow each other; alarms overlap, but none is longer than the longest. */
  private firstOf(kind: 'interval' | 'alarm', machine: number, from: number): number {
    if (kind === 'interval') return this.firstBegin(machine, from);
    const longest = this.connection.number('SELECT longest_alarm FROM machine WHERE number = ?', [machine]);
    const [open] = this.connection.all(
      'SELECT min(began) AS first FROM alarm INDEXED BY alarm_open WHERE machine = ? AND ended IS NULL',
      [machine],
    );
    return Math.min(from - longest, Number(open?.['first'] ?? from));
  }

  private firstBegin(machine: number, from: number): number {
    const [row] = this.connection.all(
      `SELECT began FROM interval WHERE machine = ? AND began <= ? AND (ended IS NULL OR ended > began)
       ORDER BY began DESC LIMIT 1`,
      [machine, from],
    );
    return Number(row?.['began'] ?? from);
  }
}
