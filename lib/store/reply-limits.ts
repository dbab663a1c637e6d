import type { Cluster, Redis } from 'ioredis';
import { guarded } from '../async/guard';
import { guardReplies } from './reply-guard';
import { ReplyMeter } from './reply-meter';

/** The pause before another connection follows the channels of a Cluster, in place of one that has ended. */
const REPLACED_AFTER_MS = 500;
/** After so many new nodes the addresses of those that are gone are forgotten. */
const NODES_UNTIL_FORGOTTEN = 1_000;

/** What makes further connections for a client, by the name of the method; ioredis shows none of it. */
interface SentinelInternals {
  connector: { connectToSentinel(...args: unknown[]): Redis };
}

interface ClusterInternals {
  connectionPool: {
    nodes: { all: Readonly<Record<string, unknown>> };
    specifiedOptions: Record<string, unknown>;
  };
  subscriber: { selectSubscriber(): void; onSubscriberEnd(): void; subscriber: Redis | null };
}

/** Ends the connection of a client, and those that it is duplicated to, at a reply that is too large or cannot be read. */
export function limitReplies(client: Redis): Redis {
  guardReplies(client);
  client.on('connect', () => {
    const meter = new ReplyMeter();
    const { stream } = client;
    const take = guarded(
      (chunk: Buffer) => meter.take(chunk),
      (thrown) => stream.destroy(thrown as Error),
    );
    stream.on('data', take);
  });
  const duplicate = client.duplicate.bind(client);
  client.duplicate = (options) => limitReplies(duplicate(options));
  return client;
}

/** The same of a client that asks Sentinels for its server; before it connects. */
export function limitSentinelReplies(client: Redis): Redis {
  const { connector } = client as unknown as SentinelInternals;
  const connect = connector.connectToSentinel.bind(connector);
  connector.connectToSentinel = (...args) => limitReplies(connect(...args));
  return limitReplies(client);
}

/** The same of all connections to a Cluster. */
export function limitClusterReplies(cluster: Cluster): Cluster {
  cluster.on('+node', limitReplies);
  const { subscriber: subscribers, connectionPool } = cluster as unknown as ClusterInternals;
  let added = 0;
  // ioredis keeps the address of each node that it ever heard of.
  cluster.on('+node', () => {
    added += 1;
    if (added < NODES_UNTIL_FORGOTTEN) return;
    added = 0;
    const { nodes, specifiedOptions } = connectionPool;
    for (const key of Object.keys(specifiedOptions))
      if (!Object.hasOwn(nodes.all, key)) delete specifiedOptions[key];
  });
  const replace = subscribers.onSubscriberEnd;
  // It would be replaced at once, and so would the next: hundreds in a second, where a server ends each of them.
  subscribers.onSubscriberEnd = () => {
    setTimeout(replace, REPLACED_AFTER_MS).unref();
  };
  const select = subscribers.selectSubscriber.bind(subscribers);
  subscribers.selectSubscriber = () => {
    select();
    if (subscribers.subscriber) limitReplies(subscribers.subscriber);
  };
  return cluster;
}
