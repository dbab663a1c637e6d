import type { Vitals } from '../support/child-settings';

export interface VitalsSample extends Vitals {
  /** Seconds since the start. */
  readonly second: number;
}

/** What the values of a span of time were like: the median of each. */
export interface VitalsLevel {
  readonly heapMiB: number;
  readonly rssMiB: number;
  readonly handles: number;
}

const MiB = 1024 * 1024;
/** What the heap may differ by: how many machines tell something just then is chance. */
const mostHeapGrowthMiB = 6;
/** Calls and sockets that are under way at a sample. */
const mostHandleGrowth = 10;
const longestWarmUpSeconds = 300;
const shortestJudgedSeconds = 600;

/** Memory (after a garbage collection) and handles of a process over time. */
export class VitalsRecord {
  readonly samples: VitalsSample[] = [];

  /** The first five minutes, or the first quarter of a shorter run, are left out. */
  levels(seconds: number): { early: VitalsLevel; late: VitalsLevel } {
    const warmUp = Math.min(longestWarmUpSeconds, seconds / 4);
    const warm = this.samples.filter(({ second }) => second >= warmUp);
    const third = Math.max(1, Math.ceil(warm.length / 3));
    return { early: levelOf(warm.slice(0, third)), late: levelOf(warm.slice(-third)) };
  }

  /** What has grown, in words. A short run's troubles leave too few samples between them to tell. */
  growth(seconds: number): string[] {
    if (seconds < shortestJudgedSeconds) return [];
    const { early, late } = this.levels(seconds);
    const heap = late.heapMiB - early.heapMiB;
    const handles = late.handles - early.handles;
    return [
      ...(heap > mostHeapGrowthMiB ? [`memory grew by ${heap.toFixed(1)} MiB`] : []),
      ...(handles > mostHandleGrowth ? [`handles grew by ${handles}`] : []),
    ];
  }
}

export function handlesOf({ resources }: Vitals): number {
  return Object.values(resources).reduce((sum, each) => sum + each, 0);
}

export function heapMiB({ heapUsed, external }: Vitals): number {
  return (heapUsed + external) / MiB;
}

export function rssMiB({ rss }: Vitals): number {
  return rss / MiB;
}

function levelOf(samples: readonly Vitals[]): VitalsLevel {
  return {
    heapMiB: median(samples.map(heapMiB)),
    rssMiB: median(samples.map(rssMiB)),
    handles: median(samples.map(handlesOf)),
  };
}

/** 0 of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
