import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Runtime } from '../../scripts/runtimes';
import type { FlowNode } from './admin-api';
import type { Comms } from './comms';
import { NodeRed } from './node-red';

/** A message about a machine. `at` is when the node sent it by the process' own time, in ms since 1970. */
export interface SentMessage {
  machineId: string;
  at: number;
  /** Of the lease under which the process followed the machine. */
  epoch: number;
}

export interface PlantOptions {
  runtime: Runtime;
  platformUrl: string;
  appSecret: string;
  machineIds: readonly string[];
  storeUrl: string;
  withoutStore: 'keep' | 'leave';
}

const LIVE = 'plant-live';
const DEMAND = 'plant-demand';

/** A Node-RED that follows machines and makes as many calls as it is let, as one of several with the same flow. */
export class PlantProcess {
  readonly sent: SentMessage[] = [];
  /** Times of calls that were answered, in ms since 1970. */
  readonly calls: number[] = [];

  private constructor(
    readonly nodeRed: NodeRed,
    private readonly comms: Comms,
    private readonly sink: Server,
    private readonly sockets: Set<Socket>,
  ) {}

  static async start(options: PlantOptions): Promise<PlantProcess> {
    const sockets = new Set<Socket>();
    const lines: ((line: string) => void)[] = [];
    const sink = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
      createInterface(socket).on('line', (line) => {
        for (const take of lines) take(line);
      });
    });
    await once(sink.listen(0, '127.0.0.1'), 'listening');
    const { port } = sink.address() as AddressInfo;
    const nodeRed = await NodeRed.start({ runtime: options.runtime, linkProject: true, stamps: true }).catch(
      (error: unknown) => {
        sink.close();
        throw error;
      },
    );
    const plant = new PlantProcess(nodeRed, await nodeRed.comms(), sink, sockets);
    lines.push((line) => plant.take(line));
    await nodeRed.deploy(plantFlow(options, port));
    return plant;
  }

  /** What the realtime node shows. */
  get status(): string {
    return this.comms.statusOf(LIVE)?.text ?? '';
  }

  /** How many machines the node says are its own. */
  get mine(): number {
    return Number(/^(\d+)\//.exec(this.status)?.[1] ?? Number.NaN);
  }

  signal(signal: NodeJS.Signals): void {
    this.nodeRed.process.kill(signal);
  }

  /** As by a crash. */
  async kill(): Promise<void> {
    const { process } = this.nodeRed;
    const exited = once(process, 'exit');
    process.kill('SIGKILL');
    await exited;
    await this.end();
  }

  async stop(): Promise<void> {
    await this.nodeRed.stop();
    await this.end();
  }

  private async end(): Promise<void> {
    await this.comms.close();
    for (const socket of this.sockets) socket.destroy();
    this.sink.close();
  }

  private take(line: string): void {
    const message = JSON.parse(line) as Partial<SentMessage> & { at: number };
    const { machineId, at, epoch = 0 } = message;
    if (machineId === undefined) this.calls.push(at);
    else this.sent.push({ machineId, at, epoch });
  }
}

function plantFlow(options: PlantOptions, port: number): FlowNode[] {
  const { platformUrl, appSecret, machineIds, storeUrl, withoutStore } = options;
  const account = 'plant-account';
  const tab = { z: 'plant-tab', x: 0, y: 0 };
  const report = (fields: string) =>
    `return { payload: JSON.stringify({ ${fields}at: msg.sentAt }) + '\\n' };`;
  return [
    { id: 'plant-tab', type: 'tab', label: 'plant' },
    { id: 'plant-store', type: 'shared-store', url: storeUrl, prefix: `plant-${withoutStore}`, withoutStore },
    {
      id: account,
      type: 'mgm-account',
      environment: 'custom',
      baseUrl: platformUrl,
      callsPerMinute: 200,
      store: 'plant-store',
      credentials: { appKey: 'plant', appSecret },
    },
    {
      ...tab,
      id: LIVE,
      type: 'mgm-realtime-in',
      account,
      machines: JSON.stringify(machineIds),
      machinesType: 'json',
      output: 'raw',
      interval: 0,
      wires: [['plant-report']],
    },
    {
      ...tab,
      id: 'plant-report',
      type: 'function',
      func: report('machineId: msg.topic, epoch: msg.epoch, '),
      wires: [['plant-tcp']],
    },
    {
      ...tab,
      id: 'plant-tcp',
      type: 'tcp out',
      host: '127.0.0.1',
      port: String(port),
      beserver: 'client',
      base64: false,
      end: false,
      tls: '',
      wires: [],
    },
    { ...tab, id: 'plant-start', type: 'inject', props: [], once: true, onceDelay: 0.1, wires: [[DEMAND]] },
    {
      ...tab,
      id: DEMAND,
      type: 'mgm-sys-info',
      account,
      machines: machineIds[0],
      machinesType: 'str',
      wires: [['plant-again', 'plant-count']],
    },
    { ...tab, id: 'plant-count', type: 'function', func: report(''), wires: [['plant-tcp']] },
    { ...tab, id: 'plant-catch', type: 'catch', scope: [DEMAND], wires: [['plant-pause']] },
    {
      ...tab,
      id: 'plant-pause',
      type: 'delay',
      pauseType: 'delay',
      timeout: '1',
      timeoutUnits: 'seconds',
      wires: [['plant-again']],
    },
    { ...tab, id: 'plant-again', type: 'function', func: 'return {};', wires: [[DEMAND]] },
  ];
}
