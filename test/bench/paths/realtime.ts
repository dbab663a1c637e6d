import { type Bench, whileRunning } from '../bench';
import type { Mark } from '../child/probe';
import { flowOf, machineInstances } from '../flows';
import type { LoadServer } from '../load-server';
import type { Remote } from '../remote';
import { number, type Outcome, percent, ratio } from '../report';
import { interleaved, median, type Span, spanOf } from '../rounds';

const ROUNDS = 7;
const SECONDS_A_ROUND = 2;
const FIRST_COUNT = 10_000;

/** Messages that were taken in, and the share of them that went on singly: the others were merged. */
type Taken = Span & { readonly sentOn: number };

/** One busy stream: as many messages as each takes. */
export async function measureRealtime({ processes, server }: Bench): Promise<Outcome> {
  const [ours, core, relay, bare] = [
    await processes.nodeRed('realtime-package'),
    await processes.nodeRed('realtime-core'),
    await processes.nodeRed('realtime-relay'),
    processes.bare(),
  ];
  return whileRunning([ours, core, relay, bare], async () => {
    const values = server.values;
    await ours.deploy(flowOf('realtime-package', { ...values, machines: 'stream-package' }));
    await core.deploy([...flowOf('realtime-core', values), ...machineInstances(['stream-core'])]);
    await relay.deploy(flowOf('realtime-relay', { ...values, machine: 'stream-relay' }));
    const url = `${server.webSocketOrigin}/v1/real_time/websocket?session_id=${server.token}`;
    await bare.ask('follow', { url, machineId: 'stream-bare' });
    await server.untilFollowed('stream-', 4);
    const spans = await interleaved(ROUNDS, {
      ours: new Flooded(server, ours, 'stream-package').measure,
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

function outcomeOf(spans: Record<'ours' | 'core' | 'relay' | 'bare', Taken[]>): Outcome {
  const rate = (name: keyof typeof spans): number => median(spans[name], ({ perSecond }) => perSecond);
  const cpu = (name: keyof typeof spans): number => median(spans[name], ({ cpuMicros }) => cpuMicros);
  const figures = (name: keyof typeof spans): string =>
    `${number(rate(name))} messages/s, ${number(cpu(name))} µs of CPU each${merged(spans[name])}`;
  const over = (other: keyof typeof spans): number => rate('ours') / rate(other);
  const cpuOverCore = cpu('ours') / cpu('core');
  const path = 'realtime, one busy stream, changes merged and typed';
  return {
    rows: [
      {
        path,
        against: 'core `websocket in` → `json` → `function` that merges',
        aim: 'at least 3 × its messages/s, less CPU a message',
        ours: figures('ours'),
        theirs: figures('core'),
        result: `${ratio(over('core'))} the messages/s, ${ratio(cpuOverCore)} the CPU`,
        met: over('core') >= 3 && cpuOverCore < 1,
      },
      {
        path,
        against: 'bare `ws` + `JSON.parse` + merge, no Node-RED',
        aim: 'at least 0.6 of it',
        ours: figures('ours'),
        theirs: figures('bare'),
        result: ratio(over('bare')),
        met: over('bare') >= 0.6,
      },
      {
        path,
        against: 'the limit in Node-RED: a node that does `ws` + `JSON.parse` + merge + `send` and no more',
        aim: '–',
        ours: figures('ours'),
        theirs: figures('relay'),
        result: ratio(over('relay')),
      },
    ],
  };
}

/** What a flow that cannot keep up was spared. */
function merged(taken: readonly Taken[]): string {
  const share = 1 - median(taken, ({ sentOn }) => sentOn);
  return share < 0.005 ? '' : `, ${percent(share)} of them merged into the next`;
}
