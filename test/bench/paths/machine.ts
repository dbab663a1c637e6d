import { type Bench, whileRunning } from '../bench';
import { flowOf } from '../flows';
import type { MeasuredNodeRed } from '../processes';
import { number, type Outcome, percent, ratio } from '../report';
import { interleaved, median, observe, pause, type Span } from '../rounds';

const MACHINES = 1_000;
const PER_SECOND = 10;
const ROUNDS = 5;
const SETTLE_MS = 1_500;
const MEASURE_MS = 4_000;
const MOST_OF_STATE = 1.5;

type Output = 'machine' | 'state';

/** One machine model of live data, against the platform's own fields with all that are known. */
export async function measureMachine(bench: Bench): Promise<Outcome> {
  const machine = await bench.processes.nodeRed('machine-model');
  const state = await bench.processes.nodeRed('machine-fields');
  return whileRunning([machine, state], async () => {
    await follow(bench, machine, 'machine');
    await follow(bench, state, 'state');
    return outcomeOf(
      await interleaved(ROUNDS, {
        machine: () => loaded(bench, machine, 'machine'),
        state: () => loaded(bench, state, 'state'),
      }),
    );
  });
}

async function follow({ server }: Bench, process: MeasuredNodeRed, output: Output): Promise<void> {
  const machines = Array.from({ length: MACHINES }, (_, index) => prefixOf(output) + index).join(',');
  await process.deploy(flowOf('realtime-package', { ...server.values, machines, interval: '0', output }));
  await server.untilFollowed(prefixOf(output), MACHINES);
}

async function loaded({ server }: Bench, process: MeasuredNodeRed, output: Output): Promise<Span> {
  await server.pace({ prefix: prefixOf(output), perSecond: PER_SECOND });
  await pause(SETTLE_MS);
  const span = await observe(process, MEASURE_MS);
  await server.calm();
  return span;
}

function prefixOf(output: Output): string {
  return `as-${output}-`;
}

function outcomeOf(spans: Record<Output, Span[]>): Outcome {
  const micros = (output: Output): number => median(spans[output], ({ cpuMicros }) => cpuMicros);
  const share = (output: Output): number => median(spans[output], ({ cpuShare }) => cpuShare);
  const figures = (output: Output): string =>
    `${percent(share(output))} of a core, ${number(micros(output))} µs a message`;
  const more = share('machine') / share('state');
  return {
    rows: [
      {
        path: `realtime as one machine model (output \`machine\`), ${number(MACHINES)} machines at ${PER_SECOND} messages/s each`,
        against: "the platform's fields (output `state`)",
        aim: `at most ${MOST_OF_STATE} × its CPU`,
        ours: figures('machine'),
        theirs: figures('state'),
        result: `${ratio(more)} the CPU`,
        met: more <= MOST_OF_STATE,
      },
    ],
  };
}
