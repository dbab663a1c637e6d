import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { ShopfloorError } from '../../errors';
import { Redactor } from '../../http/redactor';
import type { TlsSettings } from '../../http/settings';
import { journalFailure } from '../journal-failure';
import { storableText } from '../storable';
import { postgresFailure } from './failures';
import { guardedClient } from './reply-guard';
import { MIGRATIONS } from './schema';
import { type PostgresSettings, postgresAddress, postgresPlace } from './settings';

type Postgres = typeof import('pg');

const MOST_CONNECTIONS = 4;
const CONNECT_MS = 5_000;
const ANSWER_MS = 60_000;
const IDLE_MS = 10_000;
/** PostgreSQL's number of its type `bigint`, which would come as text. */
const BIGINT = 20;
/** One process at a time brings the schema up to date. */
const SCHEMA_LOCK = 0x53464a31;

/** What a caller asks a connection, within a transaction or outside one. */
export type Ask = (sql: string, values?: readonly unknown[]) => Promise<readonly QueryResultRow[]>;

/** The connections of one journal. They are made when they are needed and anew when they were lost. */
export class PostgresConnections {
  private readonly place: string;
  private pool: Promise<Pool> | undefined;
  private preparing: Promise<void> | undefined;
  private isClosed = false;
  /** Servers like to repeat in their errors what they were told. */
  private readonly redactor = new Redactor();

  /** Throws `InputError` for an address that cannot be. */
  constructor(private readonly settings: PostgresSettings) {
    this.place = postgresPlace(postgresAddress(settings.url));
    this.redactor.addSecret(settings.password);
    this.redactor.addSecret(settings.tls?.passphrase);
  }

  /** Rejects in words. */
  readonly ask: Ask = async (sql, values = []) => {
    const pool = await this.ready();
    try {
      return (await pool.query(sql, values.map(storable))).rows as QueryResultRow[];
    } catch (thrown) {
      throw postgresFailure(thrown, this.place);
    }
  };

  /** All of it or nothing. */
  async transaction<Result>(work: (ask: Ask) => Promise<Result>): Promise<Result> {
    return this.within(await this.ready(), work);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const { pool } = this;
    this.pool = undefined;
    await (await pool?.catch(() => undefined))?.end();
    this.redactor.close();
  }

  private async ready(): Promise<Pool> {
    if (this.isClosed) throw journalFailure('closed', `The journal at ${this.place} is closed`);
    this.pool ??= this.makePool();
    const pool = await this.pool;
    this.preparing ??= this.prepare(pool);
    try {
      await this.preparing;
    } catch (thrown) {
      this.preparing = undefined;
      throw thrown;
    }
    return pool;
  }

  private async makePool(): Promise<Pool> {
    const { Client, Pool, types } = await loadPostgres();
    const { host, port, user, database } = postgresAddress(this.settings.url);
    const { password, tls } = this.settings;
    const pool = new Pool({
      ...{ host, port, user, database, max: MOST_CONNECTIONS, Client: guardedClient(Client) },
      // As a function, since the library would take one of the environment or of a file in place of none.
      password: () => password ?? '',
      ssl: tls ? { ...tls, ...checkedName(tls) } : false,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: ANSWER_MS,
      idleTimeoutMillis: IDLE_MS,
      application_name: 'shopfloor journal',
      types: {
        getTypeParser: ((oid: number, format: 'text') =>
          oid === BIGINT ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
      },
    });
    // A connection that is lost while nobody uses it is replaced by the next who asks.
    pool.on('error', () => undefined);
    return pool;
  }

  private async prepare(pool: Pool): Promise<void> {
    await this.within(pool, async (ask) => {
      await ask('SELECT pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
      // Whoever may only use the schema must not need the right to make it.
      const [found] = await ask("SELECT to_regclass('shopfloor.journal_version') IS NOT NULL AS known");
      if (found?.['known'] !== true) {
        await ask('CREATE SCHEMA IF NOT EXISTS shopfloor');
        await ask('CREATE TABLE shopfloor.journal_version (version integer NOT NULL)');
        await ask('INSERT INTO shopfloor.journal_version VALUES (0)');
      }
      const [row] = await ask('SELECT version FROM shopfloor.journal_version');
      const version = Number(row?.['version']);
      if (version > MIGRATIONS.length)
        throw journalFailure(
          'newer',
          `The journal at ${this.place} is of version ${version}, which a newer release of this package wrote; this one knows ${MIGRATIONS.length}: update the package`,
        );
      for (const migration of MIGRATIONS.slice(version)) await ask(migration);
      if (version < MIGRATIONS.length)
        await ask('UPDATE shopfloor.journal_version SET version = $1', [MIGRATIONS.length]);
    });
  }

  private async within<Result>(pool: Pool, work: (ask: Ask) => Promise<Result>): Promise<Result> {
    let client: PoolClient | undefined;
    try {
      client = await pool.connect();
      const connected = client;
      // What is lost in the midst of a transaction fails the call that waits for it.
      connected.on('error', ignore);
      const ask: Ask = async (sql, values) =>
        (await (values ? connected.query(sql, values.map(storable)) : connected.query(sql)))
          .rows as QueryResultRow[];
      await ask('BEGIN');
      const result = await work(ask);
      await ask('COMMIT');
      connected.off('error', ignore);
      connected.release();
      return result;
    } catch (thrown) {
      // Its transaction ends with it.
      client?.release(true);
      throw postgresFailure(thrown, this.place);
    }
  }
}

/** The library takes the host's name in place of the one that was set. */
function checkedName({ servername }: TlsSettings): object {
  if (servername === undefined) return {};
  return {
    checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
      checkServerIdentity(servername, certificate),
  };
}

/** The server refuses NUL in a text, and all that goes with it. */
function storable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(storable);
  return typeof value === 'string' ? storableText(value) : value;
}

function ignore(): void {
  // The call that waits is told.
}

async function loadPostgres(): Promise<Postgres> {
  try {
    return (await import('pg')).default;
  } catch (cause) {
    throw new ShopfloorError(
      'The package "pg", which a journal in PostgreSQL needs, is not installed: run "npm install pg" where this package is installed',
      { code: 'input:pg', kind: 'input', retryable: false, cause },
    );
  }
}
