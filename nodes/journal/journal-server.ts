import type { NodeAPI } from 'node-red';
import { InputError } from '../../lib/errors';
import { type PostgresSettings, postgresAddress } from '../../lib/journal/postgres/settings';
import { textOf } from '../../lib/json/json-values';
import { tlsSettings } from '../shared/tls-settings';

/** Where the database of a journal is, and how to get there. Throws `InputError` that repeats no address. */
export function journalServer(RED: NodeAPI, url: unknown, tls: unknown, password: unknown): PostgresSettings {
  const address = typeof url === 'string' ? url.trim() : '';
  if (address === '')
    throw new InputError(
      'url',
      'The address of the PostgreSQL server that keeps the journal is missing: postgres://user@host:5432/database',
    );
  postgresAddress(address);
  const secured = tlsSettings(RED, textOf(tls));
  return {
    url: address,
    ...(typeof password === 'string' && password !== '' ? { password } : {}),
    ...(secured ? { tls: secured } : {}),
  };
}
