import { QuectelClient } from '../../../lib/quectel';

/** Run as a process of its own: consumes from brokers one after another, and reports the most memory that it had. */
export interface ConsumerTask {
  /** Where the platform's time is learnt from. */
  baseUrl: string;
  brokerUrls: string[];
  /** How long each is listened to at most. */
  listenMs: number;
}

export interface ConsumerOutcome {
  /** For each broker: why it was left, if it was, and how many messages came. */
  ends: { code: string; messages: number }[];
  /** Bytes. */
  mostMemory: number;
}

async function listen(
  baseUrl: string,
  brokerUrl: string,
  listenMs: number,
): Promise<ConsumerOutcome['ends'][number]> {
  const keys = { accessKey: 'simulator', accessSecret: 'simulator' };
  const client = new QuectelClient({ ...keys, baseUrl, brokerUrl });
  // A flow that keeps what it gets.
  const kept: unknown[] = [];
  const code = await new Promise<string>((resolve) => {
    const timer = setTimeout(() => resolve(''), listenMs);
    client.follow(
      { queue: 'a.1.q' },
      {
        onMessage: (message) => kept.push(message),
        onUnreadable: (_error, delivery) => delivery.acknowledge(),
        onState: (_state, error) => {
          if (!error) return;
          clearTimeout(timer);
          resolve(error.code);
        },
      },
    );
  });
  client.close();
  return { code, messages: kept.length };
}

async function main({ baseUrl, brokerUrls, listenMs }: ConsumerTask): Promise<ConsumerOutcome> {
  const ends: ConsumerOutcome['ends'] = [];
  for (const brokerUrl of brokerUrls) ends.push(await listen(baseUrl, brokerUrl, listenMs));
  return { ends, mostMemory: process.resourceUsage().maxRSS * 1024 };
}

process.once('message', (task: ConsumerTask) => {
  main(task).then(
    (outcome) => process.send?.({ outcome }, () => process.disconnect()),
    (error: Error) => process.send?.({ error: error.stack }, () => process.disconnect()),
  );
});
