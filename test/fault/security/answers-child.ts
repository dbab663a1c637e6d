import { DhgjClient } from '../../../lib/dhgj';

/** Run as a process of its own: makes many calls at once, and reports the most memory that they took. */
export interface AnswersTask {
  baseUrl: string;
  /** Each makes its part of the calls. */
  accounts: number;
  calls: number;
}

export interface AnswersOutcome {
  /** Codes of the calls that failed. */
  failures: string[];
  /** What was held more than before the first call, in bytes. */
  moreMemory: number;
}

/** Not what is tested: on a busy computer parsing keeps the process from taking what has arrived. */
const TIMEOUT_MS = 60_000;

async function main({ baseUrl, accounts, calls }: AnswersTask): Promise<AnswersOutcome> {
  const clients = Array.from(
    { length: accounts },
    (_, index) =>
      new DhgjClient({ baseUrl, clientId: `client${index}`, clientSecret: 'secret', timeoutMs: TIMEOUT_MS }),
  );
  for (const client of clients) await client.request('/small');
  const before = process.memoryUsage.rss();
  const outcomes = await Promise.allSettled(
    Array.from({ length: calls }, async (_, index) => {
      // Looked at and let go of, as flows do it.
      const answer = await clients[index % accounts]?.request('/large');
      return typeof answer?.data;
    }),
  );
  for (const client of clients) client.close();
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
