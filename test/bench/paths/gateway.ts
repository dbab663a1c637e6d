import type { FlowNode } from '../../support/admin-api';
import { type Bench, whileRunning } from '../bench';
import { flowOf, machineInstances } from '../flows';
import type { MeasuredNodeRed } from '../processes';
import { number, type Outcome, percent, ratio } from '../report';
import { interleaved, median, observe, pause, type Span } from '../rounds';

const MACHINES = 200;
const ROUNDS = 3;
const SETTLE_MS = 2_500;
const MEASURE_MS = 5_000;

/** A span with the calls a second that the gateway had of it. */
type Watched = Span & { readonly callsPerSecond: number };

/** Machines behind a gateway, looked at once a second. */
export async function measureGateway({ processes, server }: Bench): Promise<Outcome> {
  const [ours, core] = [await processes.nodeRed('gateway-package'), await processes.nodeRed('gateway-core')];
  return whileRunning([ours, core], async () => {
    const ids = Array.from({ length: MACHINES }, (_, index) => String(1_000 + index));
    const flows = {
      ours: flowOf('gateway-package', { ...server.values, machines: ids.join(',') }),
      core: [...flowOf('gateway-core', server.values), ...machineInstances(ids)],
    };
    const watched = await interleaved(ROUNDS, {
      ours: () => watch(server, ours, flows.ours),
      core: () => watch(server, core, flows.core),
    });
    return { rows: rowsOf(watched) };
  });
}

/** Only the one that is measured has its flow deployed. */
async function watch(
  server: Bench['server'],
  process: MeasuredNodeRed,
  flow: readonly FlowNode[],
): Promise<Watched> {
  await process.deploy(flow);
  await pause(SETTLE_MS);
  const before = await server.calls();
  const span = await observe(process, MEASURE_MS);
  const calls = (await server.calls()) - before;
  await process.deploy([]);
  return { ...span, callsPerSecond: (calls / MEASURE_MS) * 1000 };
}

function rowsOf({ ours, core }: Record<'ours' | 'core', Watched[]>): Outcome['rows'] {
  const calls = (side: Watched[]): number => median(side, ({ callsPerSecond }) => callsPerSecond);
  const cpu = (side: Watched[]): number => median(side, ({ cpuShare }) => cpuShare);
  const figures = (side: Watched[]): string =>
    `${number(calls(side))} calls/s, ${percent(cpu(side))} of a core, ${number(median(side, ({ perSecond }) => perSecond))} changes/s`;
  const [callsRatio, cpuRatio] = [calls(ours) / calls(core), cpu(ours) / cpu(core)];
  return [
    {
      path: `\`bivrost-machine-in\`, ${MACHINES} machines at 1 s`,
      against: `${MACHINES} \`inject\` → \`http request\` → \`rbe\` chains, keep-alive on`,
      aim: 'a tenth of the calls to the gateway, under half the CPU',
      ours: figures(ours),
      theirs: figures(core),
      result: `${ratio(callsRatio)} the calls, ${ratio(cpuRatio)} the CPU`,
      met: callsRatio <= 0.1 && cpuRatio < 0.5,
    },
  ];
}
