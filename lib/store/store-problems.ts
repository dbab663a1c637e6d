import { type StoreProblem, StoreUnreachable } from '../errors';
import { presentableText } from '../redaction';
import type { RedisAddress } from './settings';

/** Longest quotation of the server, in characters. */
const LONGEST_SAID = 300;

/** How Redis and its Sentinels say that they refuse user or password. */
export const LOGIN_REFUSED = /WRONGPASS|NOAUTH|invalid (username|password)/i;

/** What Redis and its client say, by the first pattern that matches, with what it means. */
const PROBLEMS: readonly [RegExp, StoreProblem, string][] = [
  [LOGIN_REFUSED, 'login', 'The server refuses user or password'],
  [
    /channel/i,
    'channels',
    'The user may not use the channels of the store (its ACL lacks &{prefix}:* or +@pubsub)',
  ],
  [
    /NOPERM|ACL failure|user executing the script/i,
    'permission',
    'The user may not do what the store needs (see the ACL in the help)',
  ],
  [
    /READONLY|NOREPLICAS/,
    'readonly',
    'The server takes no changes: it is a read-only replica, or lacks its replicas',
  ],
  [/OOM|MISCONF/, 'full', 'The server takes no more data: its memory is full, or it cannot save'],
  [/DB index|SELECT is not allowed/i, 'database', 'The server has no database of this number'],
  [
    /MOVED|CROSSSLOT|CLUSTERDOWN|cluster support disabled/,
    'cluster',
    'The address does not fit the server: a Redis Cluster needs redis+cluster://, a single server needs redis://, and each slot of a Cluster needs a node',
  ],
  [/certificate|CERT|altname/i, 'certificate', 'The server’s certificate is not trusted'],
  [/sentinel|No such master/i, 'master', 'The Sentinels do not answer, or know no master of this name'],
  [
    /Unknown RESP type|Protocol error|unknown command|wrong version number|packet length/i,
    'protocol',
    'The peer is no Redis server, or it needs rediss:// instead of redis:// (or the other way round)',
  ],
  [
    /EPIPE|ECONNRESET|Connection is closed|socket disconnected/,
    'unreachable',
    'The connection is ended at once: a TLS port needs rediss://, and a proxy such as HAProxy needs a server behind it',
  ],
  [
    /ETIMEDOUT|timed out/,
    'unreachable',
    'The server does not answer in time (a port without TLS answers no rediss://)',
  ],
];

/** The failure in words, with the server's own behind them. */
export function storeFailure(text: string, { hosts }: RedisAddress): StoreUnreachable {
  const [, problem, words] = PROBLEMS.find(([pattern]) => pattern.test(text)) ?? [];
  const place = hosts.map(({ host, port }) => `${host}:${port}`).join(', ');
  const said = presentableText(text, LONGEST_SAID);
  return new StoreUnreachable(
    `The shared store at ${place} cannot be used. ${words === undefined ? said : `${words}: ${said}`}`,
    problem,
  );
}
