import path from 'node:path';
import { createHistogram } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';

/** What a measured process can tell of itself; the same for Node-RED and for bare loops. */

/** A moment of a process; two of them make a measurement. */
export interface Mark {
  /** ms on a clock of the process. */
  readonly at: number;
  /** Processor time used so far, user and system, in ms. */
  readonly cpuMs: number;
  /** Resident memory in bytes. */
  readonly rss: number;
  /** Messages that have arrived at the end of the flow. */
  readonly count: number;
}

/** Times in ms. */
export interface Delays {
  readonly p50: number;
  readonly p99: number;
  readonly count: number;
}

let count = 0;
let arrived: (program: unknown) => void = () => undefined;
const delays = createHistogram();

/** The parts of a payload that the bench looks at. */
export interface Arrived {
  /** When the server sent it, ISO 8601. */
  readonly time?: unknown;
  /** Names the last message of a flood. */
  readonly program?: unknown;
}

/** A message has reached the end. */
export function countMessage({ time, program }: Arrived): void {
  count += 1;
  if (typeof time === 'string') delays.record(Math.max(1, Date.now() - Date.parse(time)));
  arrived(program);
}

/** Calls the listener at every message from now on. */
export function onMessageCounted(listener: (program: unknown) => void): void {
  arrived = listener;
}

export const probeHandlers = {
  mark,
  markAt,
  markAtProgram,
  forgetDelays: (): void => delays.reset(),
  delays: (): Delays => ({
    p50: delays.percentile(50),
    p99: delays.percentile(99),
    count: delays.count,
  }),
  /** Resident memory after a garbage collection, in bytes. */
  idleMemory: (): number => {
    global.gc?.();
    return process.memoryUsage.rss();
  },
  watchMemory,
  /** Watching costs time, which is not to be measured with the rest. */
  stopWatching: async (): Promise<void> => {
    await watcher?.terminate();
  },
  /** The highest resident memory since it was last asked for, in bytes. */
  peakMemory: (): number => {
    if (!watched) throw new Error('memory is not watched');
    return Atomics.exchange(watched, 0, 0) * 1024;
  },
};

function mark(): Mark {
  const { user, system } = process.cpuUsage();
  return { at: performance.now(), cpuMs: (user + system) / 1000, rss: process.memoryUsage.rss(), count };
}

/** The moment at which so many messages have arrived. */
function markAt(wanted: number): Promise<Mark> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (count >= wanted) resolve(mark());
    };
    onMessageCounted(check);
    check();
  });
}

/** The moment at which the message with this program has arrived. */
function markAtProgram(wanted: string): Promise<Mark> {
  return new Promise((resolve) => {
    onMessageCounted((program) => {
      if (program === wanted) resolve(mark());
    });
  });
}

let watched: Int32Array | undefined;
let watcher: Worker | undefined;

/** Watches the memory from a thread of its own: a busy event loop would hide its own peak. */
function watchMemory(): void {
  watched ??= new Int32Array(new SharedArrayBuffer(4));
  watcher = new Worker(path.join(__dirname, 'memory-watch.js'), { workerData: watched });
  watcher.unref();
}
