import type { Database, Statement } from 'node-sqlite3-wasm';
import type { Cell, Row } from '../journal-rows';
import { storableText } from '../storable';
import type { Library } from './library';

/** One open file, with its statements prepared once. */
export class Connection {
  private readonly database: Database;
  private readonly statements = new Map<string, Statement>();

  constructor(library: Library, file: string) {
    this.database = new library.Database(file);
  }

  exec(sql: string): void {
    this.database.exec(sql);
  }

  all(sql: string, values: readonly Cell[] = []): readonly Row[] {
    return this.attempt(sql, (statement) => statement.all(values.map(storable)) as unknown as Row[]);
  }

  run(sql: string, values: readonly Cell[] = []): number {
    return this.attempt(sql, (statement) => statement.run(values.map(storable)).changes);
  }

  /** The number that a pragma or an aggregate answers with. */
  number(sql: string, values: readonly Cell[] = []): number {
    return Number(Object.values(this.all(sql, values)[0] ?? {})[0] ?? 0);
  }

  /** All of it or nothing. */
  transaction<Result>(work: () => Result): Result {
    this.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (thrown) {
      // A full disk has ended the transaction already.
      if (this.database.inTransaction) this.exec('ROLLBACK');
      throw thrown;
    }
  }

  close(): void {
    for (const statement of this.statements.values()) statement.finalize();
    this.statements.clear();
    this.database.close();
  }

  private attempt<Result>(sql: string, use: (statement: Statement) => Result): Result {
    const statement = this.statements.get(sql) ?? this.database.prepare(sql);
    this.statements.set(sql, statement);
    try {
      return use(statement);
    } catch (thrown) {
      // A statement that has failed cannot be used again.
      this.statements.delete(sql);
      try {
        statement.finalize();
      } catch {
        // It says again what it failed with.
      }
      throw thrown;
    }
  }
}

/** The library would end a text at NUL. */
function storable(value: Cell): Cell {
  return typeof value === 'string' ? storableText(value) : value;
}
