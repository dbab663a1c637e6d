import { type Bench, whileRunning } from '../bench';
import type { Delays, Mark } from '../child/probe';
import { flowOf, machineInstances } from '../flows';
import type { MeasuredNodeRed } from '../processes';
import { type Growth, megabytes, number, type Outcome, percent, ratio } from '../report';
import { interleaved, median, observe, pause, type Span } from '../rounds';

const COUNTS = [10, 100, 1_000];
const PER_SECOND = 10;
const ROUNDS = 3;
const SETTLE_MS = 1_500;
const MEASURE_MS = 4_000;
const SLOWEST_MS = 20;

/** A span under load, with what the process took before the flow was there. */
type Loaded = Span & Delays & { readonly idleRss: number };
type Sides<T> = Record<'ours' | 'core', T>;

/** Many machines at a steady pace: CPU, memory and delay, and how they grow with the number of machines. */
export async function measureMachines(bench: Bench): Promise<Outcome> {
  const byCount: Sides<Loaded[]>[] = [];
  for (const count of COUNTS) byCount.push(await measureCount(bench, count));
  const most = byCount.at(-1);
  if (!most) throw new Error('no counts');
  return { rows: rowsOf(most), growth: growthOf(byCount) };
}

async function measureCount(bench: Bench, count: number): Promise<Sides<Loaded[]>> {
  const { processes } = bench;
  const ours = await processes.nodeRed(`machines-${count}-package`);
  const core = await processes.nodeRed(`machines-${count}-core`);
  return whileRunning([ours, core], async () => {
    const [oursPrefix, corePrefix] = [`package-${count}-`, `core-${count}-`];
    await pause(SETTLE_MS);
    const idle = { ours: await idleRss(ours), core: await idleRss(core) };
    const ids = (prefix: string): string[] => Array.from({ length: count }, (_, index) => prefix + index);
    const values = bench.server.values;
    const machines = ids(oursPrefix).join(',');
    await ours.deploy(flowOf('realtime-package', { ...values, machines, interval: '0', output: 'changes' }));
    await core.deploy([...flowOf('realtime-core', values), ...machineInstances(ids(corePrefix))]);
    await bench.server.untilFollowed(oursPrefix, count);
    await bench.server.untilFollowed(corePrefix, count);
    return interleaved(ROUNDS, {
      ours: () => loaded(bench, ours, oursPrefix, idle.ours),
      core: () => loaded(bench, core, corePrefix, idle.core),
    });
  });
}

async function idleRss(process: MeasuredNodeRed): Promise<number> {
  return (await process.ask<Mark>('mark')).rss;
}

async function loaded(
  { server }: Bench,
  process: MeasuredNodeRed,
  prefix: string,
  idleRss: number,
): Promise<Loaded> {
  await server.pace({ prefix, perSecond: PER_SECOND });
  await pause(SETTLE_MS);
  await process.ask('forgetDelays');
  const span = await observe(process, MEASURE_MS);
  const delays = await process.ask<Delays>('delays');
  await server.calm();
  return { ...span, ...delays, idleRss };
}

function rowsOf({ ours, core }: Sides<Loaded[]>): Outcome['rows'] {
  const cpu = (side: Loaded[]): number => median(side, ({ cpuShare }) => cpuShare);
  const memory = (side: Loaded[]): number => median(side, ({ rss }) => rss);
  const growth = (side: Loaded[]): number => median(side, ({ rss, idleRss }) => rss - idleRss);
  const p99 = (side: Loaded[]): number => median(side, (each) => each.p99);
  const figures = (side: Loaded[]): string =>
    `${percent(cpu(side))} of a core, ${megabytes(memory(side))} (${megabytes(growth(side))} over idle), 99 % within ${number(p99(side))} ms`;
  const [cpuRatio, memoryRatio] = [cpu(ours) / cpu(core), memory(ours) / memory(core)];
  const growthRatio = growth(ours) / growth(core);
  return [
    {
      path: `realtime, 1,000 machines at ${PER_SECOND} messages/s each`,
      against: 'the same flow with core nodes, a subflow a machine',
      aim: `under half its CPU and memory; 99 % through within ${SLOWEST_MS} ms`,
      ours: figures(ours),
      theirs: figures(core),
      result: `${ratio(cpuRatio)} the CPU, ${ratio(memoryRatio)} the memory (${ratio(growthRatio)} over idle), 99 % within ${number(p99(ours))} ms`,
      met: cpuRatio < 0.5 && memoryRatio < 0.5 && p99(ours) <= SLOWEST_MS,
    },
  ];
}

function growthOf(byCount: readonly Sides<Loaded[]>[]): Growth[] {
  const line = (name: string, side: 'ours' | 'core', cost: (each: Loaded) => number) => ({
    name,
    points: byCount.map((sides, index) => ({ work: COUNTS[index] ?? 0, cost: median(sides[side], cost) })),
  });
  const both = (cost: (each: Loaded) => number) => [
    line('the package', 'ours', cost),
    line('core nodes', 'core', cost),
  ];
  return [
    {
      title: 'CPU by machines',
      work: `machines at ${PER_SECOND} messages/s`,
      cost: '% of a core',
      lines: both(({ cpuShare }) => cpuShare * 100),
    },
    {
      title: 'Memory by machines',
      work: `machines at ${PER_SECOND} messages/s`,
      cost: 'MB resident',
      lines: both(({ rss }) => rss / 1024 / 1024),
    },
  ];
}
