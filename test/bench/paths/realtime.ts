import { type Bench, whileRunning } from '../bench';
import type { Mark } from '../child/probe';
import { flowOf, machineInstances } from '../flows';
import type { LoadServer } from '../load-server';
import type { Remote } from '../remote';
import { number, type Outcome, percent, ratio } from '../report';
import { interleaved, median, type Span, spanOf } from '../rounds';

const ROUNDS = 7;
/** Long against the interval, for which the last message of a round may have to wait. */
const SECONDS_A_ROUND = 4;
const FIRST_COUNT = 10_000;
const MERGED_INTERVAL_MS = 100;
const LEAST_OF_BARE = 0.6;

/** Messages that were taken in, and the share of them that went on singly: the others were merged. */
type Taken = Span & { readonly sentOn: number };
type Contender = 'each' | 'merged' | 'core' | 'relay' | 'bare';

/** One busy stream: as many messages as each takes. */
export async function measureRealtime({ processes, server }: Bench): Promise<Outcome> {
  const [each, merged, core, relay, bare] = [
    await processes.nodeRed('realtime-package'),
    await processes.nodeRed('realtime-package-merged'),
    await processes.nodeRed('realtime-core'),
    await processes.nodeRed('realtime-relay'),
    processes.bare(),
  ];
  return whileRunning([each, merged, core, relay, bare], async () => {
    const { values } = server;
    const ours = (machines: string, intervalMs: number) =>
      flowOf('realtime-package', { ...values, machines, interval: String(intervalMs), output: 'changes' });
    await each.deploy(ours('stream-each', 0));
    await merged.deploy(ours('stream-merged', MERGED_INTERVAL_MS));
    await core.deploy([...flowOf('realtime-core', values), ...machineInstances(['stream-core'])]);
    await relay.deploy(flowOf('realtime-relay', { ...values, machine: 'stream-relay' }));
    const url = `${server.webSocketOrigin}/v1/real_time/websocket?session_id=${server.token}`;
    await bare.ask('follow', { url, machineId: 'stream-bare' });
    await server.untilFollowed('stream-', 5);
    const spans = await interleaved(ROUNDS, {
      each: new Flooded(server, each, 'stream-each').measure,
      merged: new Flooded(server, merged, 'stream-merged').measure,
      core: new Flooded(server, core, 'stream-core').measure,
      relay: new Flooded(server, relay, 'stream-relay').measure,
      bare: new Flooded(server, bare, 'stream-bare').measure,
    });
    return outcomeOf(spans);
  });
}

/** Sends each contender as much as it takes in about the same time, which the round before has shown. */
class Flooded {
  private count = FIRST_COUNT;
  private rounds = 0;

  constructor(
    private readonly server: LoadServer,
    private readonly process: Remote,
    private readonly machineId: string,
  ) {}

  readonly measure = async (): Promise<Taken> => {
    const before = await this.process.ask<Mark>('mark');
    this.rounds += 1;
    const program = `flood-${this.rounds}`;
    const arrived = this.process.ask<Mark>('markAtProgram', program);
    const count = await this.server.flood({ machineId: this.machineId, count: this.count, program });
    const after = await arrived;
    const sentOn = (after.count - before.count) / count;
    const span = { ...spanOf(before, { ...after, count: before.count + count }), sentOn };
    this.count = Math.round(span.perSecond * SECONDS_A_ROUND);
    return span;
  };
}

function outcomeOf(spans: Record<Contender, Taken[]>): Outcome {
  const rate = (name: Contender): number => median(spans[name], ({ perSecond }) => perSecond);
  const cpu = (name: Contender): number => median(spans[name], ({ cpuMicros }) => cpuMicros);
  const figures = (name: Contender): string =>
    `${number(rate(name))} messages/s, ${number(cpu(name))} µs of CPU each${merged(spans[name])}`;
  const over = (ours: 'each' | 'merged', other: Contender): number => rate(ours) / rate(other);
  const cpuOverCore = cpu('each') / cpu('core');
  const path = 'realtime, one busy stream, changes merged and typed';
  const eachPath = `${path}, each sent on (\`interval\` 0)`;
  const againstBare = (ours: 'each' | 'merged') => ({
    against: 'bare `ws` + `JSON.parse` + merge, no Node-RED, nothing sent on',
    aim: `at least ${LEAST_OF_BARE} of it`,
    ours: figures(ours),
    theirs: figures('bare'),
    result: ratio(over(ours, 'bare')),
    met: over(ours, 'bare') >= LEAST_OF_BARE,
  });
  return {
    rows: [
      {
        path: eachPath,
        against: 'core `websocket in` → `json` → `function` that merges, each sent on',
        aim: 'at least 3 × its messages/s, less CPU a message',
        ours: figures('each'),
        theirs: figures('core'),
        result: `${ratio(over('each', 'core'))} the messages/s, ${ratio(cpuOverCore)} the CPU`,
        met: over('each', 'core') >= 3 && cpuOverCore < 1,
      },
      {
        path: `${path}, sent on every ${MERGED_INTERVAL_MS} ms (\`interval\` ${MERGED_INTERVAL_MS})`,
        ...againstBare('merged'),
      },
      {
        path: eachPath,
        ...againstBare('each'),
        why: `Node-RED takes longer to hand a message over than the loop to read it: a node that does no more than read, merge and send gets to ${ratio(rate('relay') / rate('bare'))} (next row)`,
      },
      {
        path: eachPath,
        against: 'the limit in Node-RED: a node that does `ws` + `JSON.parse` + merge + `send` and no more',
        aim: '–',
        ours: figures('each'),
        theirs: figures('relay'),
        result: ratio(over('each', 'relay')),
      },
    ],
  };
}

/** What a flow that cannot keep up was spared. */
function merged(taken: readonly Taken[]): string {
  const share = 1 - median(taken, ({ sentOn }) => sentOn);
  return share < 0.005 ? '' : `, ${percent(share)} of them merged into the next`;
}
