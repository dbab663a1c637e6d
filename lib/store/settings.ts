import { InputError } from '../errors';
import type { TlsSettings } from '../http/settings';

export interface StoreSettings {
  /**
   * `redis://host:6379/0`; `redis+sentinel://host:26379,host:26379/name-of-the-master/0`;
   * `redis+cluster://host:6379,host:6379`; with `rediss` for TLS, and `user@` before the hosts.
   */
  url: string;
  password?: string | undefined;
  /** Of the Sentinels themselves, where they ask for one. */
  sentinelPassword?: string | undefined;
  /** Only for `rediss`. */
  tls?: TlsSettings | undefined;
  /** Begins every key, so that several plants can use one server. */
  prefix: string;
  /**
   * What a process does with its machines when it has lost the store. `keep` (default): it goes on, and while a
   * network is split another may follow them too. `leave`: it stops when its lease ends, before another takes them.
   */
  withoutStore?: 'keep' | 'leave' | undefined;
  timings?: Partial<StoreTimings>;
}

/** All in ms. */
export interface StoreTimings {
  heartbeatMs: number;
  /** A member that has sent no heartbeat for so long has lost what it held. */
  leaseMs: number;
  /** A member holds its own lease to be over this much earlier than the others do. */
  marginMs: number;
  /** For an answer of the server. */
  commandMs: number;
}

export const STORE_TIMINGS: StoreTimings = {
  heartbeatMs: 2_000,
  leaseMs: 8_000,
  marginMs: 500,
  commandMs: 1_500,
};

export interface RedisAddress {
  kind: 'server' | 'sentinel' | 'cluster';
  hosts: { host: string; port: number }[];
  /** What the Sentinels call the master. */
  master?: string;
  db: number;
  secure: boolean;
  username?: string;
  password?: string;
}

const FORM = /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^/]*)@)?([^/@?#]+)((?:\/[^/?#]*)*)$/;
const FORMS =
  'redis://host:6379/0, redis+sentinel://host:26379/name-of-the-master/0 or redis+cluster://host:6379, with rediss for TLS';
const DEFAULT_PORTS = { server: 6379, sentinel: 26379, cluster: 6379 };

/** Where the store is, to be shown. */
export function storeHost({ url }: StoreSettings): string {
  const { hosts, kind, master, db } = redisAddress(url);
  const shown = hosts.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(',');
  if (kind === 'cluster') return shown;
  return master === undefined ? `${shown}/${db}` : `${shown}/${master}/${db}`;
}

/** Takes an address apart; throws `InputError`, which does not repeat it, for it may hold a password. */
export function redisAddress(text: string): RedisAddress {
  const [whole, scheme, kindName, login, hostList = '', path = ''] = FORM.exec(text.trim()) ?? [];
  if (whole === undefined) throw new InputError('url', `The store’s address must look like ${FORMS}`);
  const kind = kindName === 'sentinel' || kindName === 'cluster' ? kindName : 'server';
  const hosts = hostList.split(',').map((host) => readHost(host, DEFAULT_PORTS[kind]));
  if (kind === 'server' && hosts.length > 1) {
    throw new InputError('url', `Several servers in the store’s address need one of the forms ${FORMS}`);
  }
  const parts = path.split('/').slice(1);
  const master = kind === 'sentinel' ? decoded(parts.shift() ?? '') : undefined;
  if (master === '')
    throw new InputError('url', 'The store’s address lacks the name of the Sentinels’ master');
  const [username, password] = readLogin(login);
  return {
    kind,
    hosts,
    db: readDatabase(parts, kind),
    secure: scheme === 'rediss',
    ...(master === undefined ? {} : { master }),
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
  };
}

function readHost(text: string, defaultPort: number): { host: string; port: number } {
  const address = `redis://${text.trim()}`;
  const { hostname, port } = URL.canParse(address) ? new URL(address) : { hostname: '', port: '0' };
  if (hostname === '' || port === '0') {
    throw new InputError(
      'url',
      'A host in the store’s address is not valid, or its port is not from 1 to 65535',
    );
  }
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? defaultPort : Number(port) };
}

function readLogin(login = ''): [string, string] {
  const colon = login.indexOf(':');
  if (colon < 0) return [decoded(login), ''];
  return [decoded(login.slice(0, colon)), decoded(login.slice(colon + 1))];
}

function readDatabase(parts: string[], kind: RedisAddress['kind']): number {
  const [db = '', ...others] = parts;
  if (!/^\d{0,9}$/.test(db) || others.length > 0) {
    throw new InputError('url', 'The number of the database in the store’s address is no number');
  }
  if (kind === 'cluster' && Number(db) !== 0) {
    throw new InputError(
      'url',
      'A Redis Cluster has no databases: leave the number out of the store’s address',
    );
  }
  return Number(db);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InputError('url', 'A % in user, password or master of the store’s address is written as %25');
  }
}
