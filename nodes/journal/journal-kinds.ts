import type { NodeAPI } from 'node-red';
import type { Lease } from '../../lib/async/lease-pool';
import { InputError } from '../../lib/errors';
import { postgresAddress, postgresPlace } from '../../lib/journal/postgres/settings';
import { sha256 } from '../../lib/json/digest';
import { leaseJournal, type OpenedJournal } from '../shared/journal-leases';
import { variableName } from '../shared/variable-name';
import { journalPlace } from './journal-place';
import { journalServer } from './journal-server';

/** What a node or its dialog says of where the journal is kept. A flow that was not made by the editor may hold anything. */
export interface JournalProperties {
  readonly kind?: unknown;
  readonly file?: unknown;
  readonly url?: unknown;
  readonly tls?: unknown;
}

export interface LeasedPlace {
  /** To be shown. */
  readonly place: string;
  readonly lease: Lease<OpenedJournal>;
}

/** The journal that the properties name, shared by all of this process that name the same. Rejects with `InputError`. */
export async function leaseOf(
  RED: NodeAPI,
  properties: JournalProperties,
  password: unknown,
): Promise<LeasedPlace> {
  refuseUnsetVariables(properties);
  const kind = kindOf(properties);
  return kind === 'postgres' ? serverLease(RED, properties, password) : fileLease(RED, properties);
}

/** Nodes of before there was a choice have no kind. */
export function kindOf({ kind }: JournalProperties): 'sqlite' | 'postgres' {
  const chosen = kind === undefined || kind === '' ? 'sqlite' : kind;
  if (chosen === 'sqlite' || chosen === 'postgres') return chosen;
  // It is not repeated: a variable of the environment may stand there.
  throw new InputError('kind', '"kind" of the journal store must be sqlite or postgres');
}

async function fileLease(RED: NodeAPI, { file }: JournalProperties): Promise<LeasedPlace> {
  const place = await journalPlace(RED, file);
  const lease = leaseJournal(place, async () => {
    const { SqliteJournal } = await import('../../lib/journal/sqlite/index.js');
    return new SqliteJournal(place);
  });
  return { place, lease };
}

function serverLease(RED: NodeAPI, { url, tls }: JournalProperties, password: unknown): LeasedPlace {
  const settings = journalServer(RED, url, tls, password);
  const lease = leaseJournal(`postgres ${sha256(JSON.stringify(settings))}`, async () => {
    const { PostgresJournal } = await import('../../lib/journal/postgres/index.js');
    return new PostgresJournal(settings);
  });
  return { place: postgresPlace(postgresAddress(settings.url)), lease };
}

/** An environment variable that is not set is left as it was written. */
function refuseUnsetVariables(properties: JournalProperties): void {
  for (const field of ['kind', 'file', 'url'] as const) {
    const missing = variableName(properties[field]);
    if (missing !== undefined)
      throw new InputError(
        field,
        `The environment variable "${missing}" of the journal store's "${field}" is not set`,
      );
  }
}
