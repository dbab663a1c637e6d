import { MgmClient, type MgmClientOptions } from '../../lib/mgm';
import { cpuTime } from './cpu-time';

/** What a process of its own is to follow, for how long. */
export interface FollowTask {
  readonly forMs: number;
  readonly servers: readonly (Pick<MgmClientOptions, 'baseUrl' | 'transport'> & { readonly name: string })[];
}

/** What became of it. */
export interface FollowOutcome {
  /** Codes of the errors that were told, by the server's name. */
  readonly errors: Readonly<Record<string, string[]>>;
  /** Most resident memory, in bytes. */
  readonly peak: number;
  /** Most CPU time, in ms, that passed without a turn for timers. */
  readonly longestTurn: number;
}

const SAMPLE_MS = 20;

async function main({ forMs, servers }: FollowTask): Promise<FollowOutcome> {
  const errors: Record<string, string[]> = {};
  const clients = servers.map(({ name, ...options }) => {
    const client = new MgmClient({
      ...options,
      timeoutMs: 1_000,
      appKey: 'simulator',
      appSecret: 'simulator',
    });
    const told: string[] = [];
    errors[name] = told;
    client.follow(
      { machineId: 'm' },
      {
        onChange: () => undefined,
        onStatus: () => undefined,
        onRaw: () => undefined,
        onConnection: (_id, _state, error) => {
          if (error) told.push(error.code);
        },
      },
    );
    return client;
  });
  let peak = 0;
  let longestTurn = 0;
  let before = cpuTime();
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
    const now = cpuTime();
    longestTurn = Math.max(longestTurn, now - before);
    before = now;
  }, SAMPLE_MS);
  await new Promise((resolve) => setTimeout(resolve, forMs));
  clearInterval(sampling);
  for (const client of clients) client.close();
  return { errors, peak, longestTurn };
}

process.once('message', (task: FollowTask) => {
  void main(task).then((outcome) => {
    process.send?.(outcome);
    process.disconnect();
  });
});
