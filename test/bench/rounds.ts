import type { Mark } from './child/probe';
import type { Remote } from './remote';

/** What a process did between two marks. */
export interface Span {
  /** Messages a second that reached the end of the flow. */
  readonly perSecond: number;
  /** Processor time a message, in µs. */
  readonly cpuMicros: number;
  /** Share of one core, 0 to 1 and above. */
  readonly cpuShare: number;
  /** Resident memory at the end, in bytes. */
  readonly rss: number;
}

export function spanOf(before: Mark, after: Mark): Span {
  const ms = after.at - before.at;
  const cpuMs = after.cpuMs - before.cpuMs;
  const count = after.count - before.count;
  return {
    perSecond: (count / ms) * 1000,
    cpuMicros: (cpuMs / count) * 1000,
    cpuShare: cpuMs / ms,
    rss: after.rss,
  };
}

/** What the process does in so many ms. */
export async function observe(process: Remote, ms: number): Promise<Span> {
  const before = await process.ask<Mark>('mark');
  await pause(ms);
  return spanOf(before, await process.ask<Mark>('mark'));
}

/**
 * Runs every contender once a round, in turn, so that whatever else the machine does falls on all alike. The first
 * round warms up and is left out.
 */
export async function interleaved<Name extends string, Sample>(
  rounds: number,
  contenders: Readonly<Record<Name, () => Promise<Sample>>>,
): Promise<Record<Name, Sample[]>> {
  const names = Object.keys(contenders) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Sample[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const sample = await contenders[name]();
      if (round > 0) samples[name].push(sample);
    }
  }
  return samples;
}

/** The median of a figure over samples. */
export function median<Sample>(samples: readonly Sample[], figure: (sample: Sample) => number): number {
  const sorted = samples.map(figure).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
