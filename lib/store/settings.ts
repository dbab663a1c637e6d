import { InputError } from '../errors';
import type { TlsSettings } from '../http/settings';

export interface StoreSettings {
  /** `redis://` or `rediss://`, with user, port and database number where they are not the usual ones. */
  url: string;
  password?: string | undefined;
  /** Only for `rediss://`. */
  tls?: TlsSettings | undefined;
  /** Begins every key, so that several plants can use one server. */
  prefix: string;
  timings?: Partial<StoreTimings>;
}

/** All in ms. */
export interface StoreTimings {
  /** Between two signs of life. */
  beatMs: number;
  /** A process that has given no sign of life for so long has lost what it held. */
  leaseMs: number;
  /** A process holds its own lease to be over this much earlier than the others do. */
  marginMs: number;
  /** For an answer of the server. */
  commandMs: number;
  /** For a sign of life of another process. */
  probeMs: number;
  /** For another process to ask the server in our place. */
  relayMs: number;
}

export const STORE_TIMINGS: StoreTimings = {
  beatMs: 2_000,
  leaseMs: 8_000,
  marginMs: 500,
  commandMs: 1_500,
  probeMs: 700,
  relayMs: 2_000,
};

export interface RedisAddress {
  host: string;
  port: number;
  db: number;
  secure: boolean;
  username?: string;
  password?: string;
}

const DEFAULT_PORT = 6379;

/** Host, port and database, to be shown. */
export function storeHost({ url }: StoreSettings): string {
  const { host, port, db } = redisAddress(url);
  return `${host.includes(':') ? `[${host}]` : host}:${port}/${db}`;
}

/** Takes an address apart; throws `InputError`, which does not repeat it, for it may hold a password. */
export function redisAddress(text: string): RedisAddress {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (!url || !/^rediss?:$/.test(url.protocol) || url.hostname === '') {
    throw new InputError(
      'url',
      'The store’s address must look like redis://host:6379/0 or rediss://host:6379/0',
    );
  }
  const db = url.pathname.slice(1);
  if (!/^\d*$/.test(db))
    throw new InputError('url', 'The number of the database in the store’s address is no number');
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    db: Number(db),
    secure: url.protocol === 'rediss:',
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
  };
}
