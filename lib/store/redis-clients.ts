import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import type { Cluster, Redis } from 'ioredis';
import { ShopfloorError } from '../errors';
import { prepareGuard } from './reply-guard';
import { limitClusterReplies, limitReplies, limitSentinelReplies } from './reply-limits';
import { SCRIPTS } from './scripts';
import type { RedisAddress, StoreSettings, StoreTimings } from './settings';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;
/** How long a server may take to close its side of a connection that was ended here. */
const GOODBYE_MS = 500;
/** A Cluster that is changing redirects a command from node to node; so often at most. */
const MOST_REDIRECTIONS = 4;

/** A connection that is restored by itself. A command that cannot be sent now fails now. */
export async function connectRedis(
  address: RedisAddress,
  settings: StoreSettings,
  timings: StoreTimings,
): Promise<Redis | Cluster> {
  const { Redis, Cluster } = await loadRedis();
  const { hosts, kind, master, db } = address;
  const options = redisOptions(address, settings, timings);
  if (kind === 'cluster') {
    const cluster = new Cluster(hosts, {
      redisOptions: options,
      scripts: SCRIPTS,
      clusterRetryStrategy: pause,
      enableOfflineQueue: false,
      maxRedirections: MOST_REDIRECTIONS,
      slotsRefreshTimeout: timings.commandMs,
    });
    return limitClusterReplies(cluster);
  }
  const scripts = { ...options, db, scripts: SCRIPTS, retryStrategy: pause };
  if (kind === 'server') return limitReplies(new Redis({ ...scripts, ...hosts[0] }));
  const behindSentinels = new Redis({
    ...scripts,
    sentinels: hosts,
    name: String(master),
    // Whoever answers as one of them could name others without end, each to be compared with all and to be asked.
    updateSentinels: false,
    sentinelRetryStrategy: pause,
    sentinelCommandTimeout: timings.commandMs,
    ...(settings.sentinelPassword ? { sentinelPassword: settings.sentinelPassword } : {}),
    ...(options.tls ? { sentinelTLS: options.tls, enableTLSForSentinelMode: true } : {}),
    lazyConnect: true,
  });
  limitSentinelReplies(behindSentinels);
  // Its events tell what comes of it.
  behindSentinels.connect().catch(() => undefined);
  return behindSentinels;
}

function redisOptions(
  { hosts, secure, username, password }: RedisAddress,
  settings: StoreSettings,
  { commandMs }: StoreTimings,
) {
  const [first] = hosts;
  const given = settings.password || password;
  const servername = first && hosts.length === 1 && !isIP(first.host) ? { servername: first.host } : {};
  return {
    ...(username === undefined ? {} : { username }),
    ...(given === undefined ? {} : { password: given }),
    ...(secure ? { tls: { ...servername, ...settings.tls } } : {}),
    protocol: 2 as const,
    connectTimeout: commandMs,
    commandTimeout: commandMs,
    disconnectTimeout: GOODBYE_MS,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // After a failover this may be a replica, which takes no changes.
    reconnectOnError: ({ message }: Error) => message.startsWith('READONLY'),
  };
}

function pause(times: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** times) * (0.5 + Math.random() / 2);
}

async function loadRedis(): Promise<Pick<typeof import('ioredis'), 'Redis' | 'Cluster'>> {
  try {
    const ioredis = await import('ioredis');
    const main = require.resolve('ioredis');
    keepQuiet(main);
    prepareGuard(main);
    return ioredis;
  } catch (cause) {
    throw new ShopfloorError(
      'The package "ioredis", which a shared store needs, is not installed: run "npm install ioredis" where this package is installed',
      { code: 'input:ioredis', kind: 'input', retryable: false, cause },
    );
  }
}

/**
 * With `DEBUG=*` in its environment ioredis would write every command, the password and tokens among them. The package
 * `debug` is the one that ioredis itself has, which others of the process may use as well: for them nothing changes.
 */
function keepQuiet(ioredis: string): void {
  const debug = createRequire(ioredis)('debug') as { disable(): string; enable(namespaces: string): void };
  debug.enable(`${debug.disable()},-ioredis:*`);
}
