import { type Bench, whileRunning } from '../bench';
import type { BareCalls } from '../child/bare';
import type { Drive } from '../child/bench-nodes';
import type { Mark } from '../child/probe';
import { flowOf } from '../flows';
import type { Measured } from '../processes';
import { type Growth, number, type Outcome, ratio } from '../report';
import { interleaved, median } from '../rounds';

const CALLS = 5_000;
const CONCURRENT = [10, 1_000];
/** What the rows of the table are about. */
const USUAL = 10;
const ROUNDS = 3;

interface Called {
  readonly perSecond: number;
  /** Processor time a call, in µs. */
  readonly cpuMicros: number;
}

type Contender = 'ours' | 'core' | 'bare';

/** Calls on a live token, so many at a time. */
export async function measureCalls({ processes, server }: Bench): Promise<Outcome> {
  const [ours, core, bare] = [
    await processes.nodeRed('calls-package'),
    await processes.nodeRed('calls-core'),
    processes.bare(),
  ];
  return whileRunning([ours, core, bare], async () => {
    await ours.deploy(flowOf('calls-package', server.values));
    await core.deploy(flowOf('calls-core', server.values));
    const url = `${server.origin}/oms/device/list`;
    const byConcurrency = new Map<number, Record<Contender, Called[]>>();
    for (const concurrent of CONCURRENT) {
      const drive = { message: { payload: {} }, count: CALLS, concurrent } satisfies Drive;
      const bareCalls = { url, token: server.token, count: CALLS, concurrent } satisfies BareCalls;
      const called = await interleaved(ROUNDS, {
        ours: () => timed(ours, 'drive', drive),
        core: () => timed(core, 'drive', drive),
        bare: () => timed(bare, 'call', bareCalls),
      });
      byConcurrency.set(concurrent, called);
    }
    return { rows: rowsOf(byConcurrency.get(USUAL)), growth: [growthOf(byConcurrency)] };
  });
}

async function timed(process: Measured, name: string, argument: object): Promise<Called> {
  const before = await process.ask<Mark>('mark');
  await process.ask(name, argument);
  const after = await process.ask<Mark>('mark');
  return {
    perSecond: (CALLS / (after.at - before.at)) * 1000,
    cpuMicros: ((after.cpuMs - before.cpuMs) / CALLS) * 1000,
  };
}

function rowsOf(called: Record<Contender, Called[]> | undefined): Outcome['rows'] {
  if (!called) return [];
  const rate = (name: Contender): number => median(called[name], ({ perSecond }) => perSecond);
  const cpu = (name: Contender): number => median(called[name], ({ cpuMicros }) => cpuMicros);
  const figures = (name: Contender): string =>
    `${number(rate(name))} calls/s, ${number(cpu(name))} µs of CPU each`;
  const [overCore, overBare] = [rate('ours') / rate('core'), rate('ours') / rate('bare')];
  const path = `5,000 calls through \`oms-request\` on a live token, ${USUAL} at a time`;
  return [
    {
      path,
      against: 'core `http request` with the token set by hand, keep-alive on',
      aim: 'at least 1.3 × its calls/s',
      ours: figures('ours'),
      theirs: figures('core'),
      result: ratio(overCore),
      met: overCore >= 1.3,
    },
    {
      path,
      against: 'the same HTTP library alone with keep-alive, no Node-RED',
      aim: 'at least 0.7 of it',
      ours: figures('ours'),
      theirs: figures('bare'),
      result: ratio(overBare),
      met: overBare >= 0.7,
    },
  ];
}

function growthOf(byConcurrency: ReadonlyMap<number, Record<Contender, Called[]>>): Growth {
  const line = (name: string, contender: Contender) => ({
    name,
    points: [...byConcurrency].map(([work, called]) => ({
      work,
      cost: median(called[contender], ({ cpuMicros }) => cpuMicros * work) / 1000,
    })),
  });
  return {
    title: 'CPU of concurrent calls',
    work: 'calls at a time',
    cost: 'ms of CPU',
    lines: [line('the package', 'ours'), line('core nodes', 'core'), line('HTTP library alone', 'bare')],
  };
}
