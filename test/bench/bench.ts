import type { LoadServer } from './load-server';
import type { Processes } from './processes';

/** What every path is measured with. */
export interface Bench {
  readonly processes: Processes;
  readonly server: LoadServer;
}

/** Runs the work and stops the processes, however it ends. */
export async function whileRunning<Result>(
  processes: readonly { stop(): Promise<void> }[],
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } finally {
    await Promise.all(processes.map((process) => process.stop()));
  }
}
