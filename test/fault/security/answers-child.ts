import { DhgjClient } from '../../../lib/dhgj';

/** Run as a process of its own: makes many calls at once, and reports the most memory that they took. */
export interface AnswersTask {
  baseUrl: string;
  calls: number;
}

export interface AnswersOutcome {
  /** Codes of the calls that failed. */
  failures: string[];
  /** What was held more than before the first call, in bytes. */
  moreMemory: number;
}

async function main({ baseUrl, calls }: AnswersTask): Promise<AnswersOutcome> {
  const client = new DhgjClient({ baseUrl, clientId: 'client', clientSecret: 'secret', timeoutMs: 5_000 });
  await client.request('/small');
  const before = process.memoryUsage.rss();
  const outcomes = await Promise.allSettled(
    Array.from({ length: calls }, async () => {
      // Looked at and let go of, as flows do it.
      const { data } = await client.request('/large');
      return typeof data;
    }),
  );
  client.close();
  return {
    failures: outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : [])),
    moreMemory: process.resourceUsage().maxRSS * 1024 - before,
  };
}

process.once('message', (task: AnswersTask) => {
  main(task).then(
    (outcome) => process.send?.({ outcome }, () => process.disconnect()),
    (error: Error) => process.send?.({ error: error.stack }, () => process.disconnect()),
  );
});
