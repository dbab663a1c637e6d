import { InputError } from '../../errors';
import type { TlsSettings } from '../../http/settings';

export interface PostgresSettings {
  /** `postgres://user@host:5432/database` */
  readonly url: string;
  readonly password?: string | undefined;
  /** The connection is by TLS where it is given. */
  readonly tls?: TlsSettings | undefined;
}

export interface PostgresAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

const FORM = 'postgres://user@host:5432/database';
const DEFAULT_PORT = 5432;

/** Takes an address apart; throws `InputError`, which does not repeat it, for it may hold a password. */
export function postgresAddress(text: string): PostgresAddress {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  const database = decoded(url?.pathname.slice(1) ?? '');
  const user = decoded(url?.username ?? '');
  const isPostgres = url?.protocol === 'postgres:' || url?.protocol === 'postgresql:';
  if (!url || !isPostgres || url.hostname === '' || user === '' || database === '' || database.includes('/'))
    throw new InputError('url', `The journal's address must look like ${FORM}`);
  if (url.password !== '')
    throw new InputError('url', 'The journal’s address holds a password: move it to the field "Password"');
  if (url.search !== '' || url.hash !== '')
    throw new InputError('url', `The journal's address takes nothing behind the database: ${FORM}`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { host, port: url.port === '' ? DEFAULT_PORT : Number(url.port), user, database };
}

/** Where the journal is, to be shown. */
export function postgresPlace({ host, port, database }: PostgresAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}/${database}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InputError('url', 'A % in user or database of the journal’s address is written as %25');
  }
}
