import type { Cluster, Redis } from 'ioredis';
import { guarded } from '../async/guard';
import { guardReplies } from './reply-guard';
import { ReplyMeter } from './reply-meter';

/** The pause before another connection follows the channels of a Cluster, in place of one that has ended. */
const REPLACED_AFTER_MS = 500;

/** What makes further connections for a client, by the name of the method; ioredis shows none of it. */
interface SentinelInternals {
  connector: { connectToSentinel(...args: unknown[]): Redis };
}

interface ClusterInternals {
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
  const { subscriber: subscribers } = cluster as unknown as ClusterInternals;
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
