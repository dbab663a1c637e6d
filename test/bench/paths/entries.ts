import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { compiledRoot } from '../../../scripts/project';
import type { Bench } from '../bench';
import { megabytes, number, type Outcome } from '../report';
import { interleaved, median } from '../rounds';

const ROUNDS = 9;
const MOST_MS = 60;
const MEGABYTE = 1024 * 1024;
const MOST_MB = 15;
const PLATFORMS = ['mgm', 'bivrost', 'oms', 'quectel', 'dhgj'];

interface Loaded {
  /** From the call of `require` to its return. */
  readonly ms: number;
  /** Processor time of it: what is left of the cost where other programs make the machine wait. */
  readonly cpuMs: number;
  /** Resident memory more than before, in bytes. */
  readonly bytes: number;
}

/** What the SDK's entry of one platform costs a program that imports it, above a bare Node.js. */
export async function measureEntries({ processes }: Bench): Promise<Outcome> {
  const { nodeBinary } = processes.runtime;
  const load = (platform: string) => async (): Promise<Loaded> => {
    const entry = path.join(compiledRoot, 'lib', platform, 'index.js');
    const script = `const rss = process.memoryUsage().rss, cpu = process.cpuUsage(), begun = performance.now();
      require(${JSON.stringify(entry)});
      const ms = performance.now() - begun;
      const { user, system } = process.cpuUsage(cpu);
      console.log(JSON.stringify({ ms, cpuMs: (user + system) / 1000, bytes: process.memoryUsage().rss - rss }));`;
    return JSON.parse(execFileSync(nodeBinary, ['-e', script], { encoding: 'utf8' })) as Loaded;
  };
  const kinds = Object.fromEntries(PLATFORMS.map((platform) => [platform, load(platform)]));
  const loaded = await interleaved(ROUNDS, kinds);
  const rows = PLATFORMS.map((platform) => {
    const rounds = loaded[platform] ?? [];
    const ms = median(rounds, (each) => each.ms);
    const cpuMs = median(rounds, (each) => each.cpuMs);
    const bytes = median(rounds, (each) => each.bytes);
    return {
      path: `import of the SDK's entry for ${platform}`,
      against: 'bare Node.js',
      aim: `under ${MOST_MS} ms and ${MOST_MB} MB more`,
      ours: `${number(ms)} ms, ${number(cpuMs)} ms of CPU, ${megabytes(bytes)}`,
      theirs: '–',
      result: `${number(ms)} ms and ${megabytes(bytes)} more`,
      met: ms < MOST_MS && bytes < MOST_MB * MEGABYTE,
    };
  });
  return { rows };
}
