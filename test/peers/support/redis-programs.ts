import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ProgramName, programPath } from '../../../scripts/system-programs';
import { eventually } from '../../support/eventually';
import { RedisServer } from '../../support/redis-server';
import { freePort } from '../../support/servers';

/** A program with a configuration of its own, in a folder of its own. */
export class ConfiguredProgram {
  private constructor(
    readonly port: number,
    private readonly process: ChildProcess,
    private readonly folder: string,
  ) {}

  /** Done when it takes connections at the port. */
  static async start(
    name: ProgramName,
    port: number,
    configuration: string,
    args: readonly string[] = [],
  ): Promise<ConfiguredProgram> {
    const folder = mkdtempSync(path.join(tmpdir(), 'store-program-'));
    const file = path.join(folder, 'conf');
    writeFileSync(file, configuration);
    const process = spawn(programPath(name), [...args, file], { cwd: folder, stdio: 'ignore' });
    const program = new ConfiguredProgram(port, process, folder);
    for (let listens = false; !listens; ) listens = await answers(port);
    return program;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const exited = once(this.process, 'exit');
      this.process.kill('SIGKILL');
      await exited;
    }
    rmSync(this.folder, { recursive: true });
  }
}

/** A Sentinel alone, which fails over within seconds. */
export async function startSentinel(
  master: RedisServer,
  { name = 'plant', password = '', masterPassword = '' } = {},
): Promise<ConfiguredProgram> {
  const port = await freePort();
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `sentinel monitor ${name} 127.0.0.1 ${master.port} 1`,
    `sentinel down-after-milliseconds ${name} 1000`,
    `sentinel failover-timeout ${name} 6000`,
    ...(masterPassword === '' ? [] : [`sentinel auth-pass ${name} ${masterPassword}`]),
    ...(password === '' ? [] : [`requirepass ${password}`]),
  ];
  return ConfiguredProgram.start('redis-sentinel', port, `${lines.join('\n')}\n`);
}

/** HAProxy in TCP mode in front of a server, or of none. */
export async function startHaproxy(server: { port: number } | undefined): Promise<ConfiguredProgram> {
  const port = await freePort();
  const configuration = `
defaults
  mode tcp
  timeout connect 2s
  timeout client 15s
  timeout server 15s
frontend redis
  bind 127.0.0.1:${port}
  default_backend servers
backend servers
${server ? `  server one 127.0.0.1:${server.port}` : ''}
`;
  return ConfiguredProgram.start('haproxy', port, configuration, ['-f']);
}

/** Three nodes, a third of the slots each. */
export async function startCluster(options: readonly string[] = []): Promise<RedisServer[]> {
  const nodes: RedisServer[] = [];
  for (const from of [0, 5461, 10_923]) {
    const bus = await freePort();
    const clustered = ['--cluster-enabled', 'yes', '--cluster-port', String(bus)];
    const node = await RedisServer.start([...clustered, ...options]);
    const to = from === 10_923 ? 16_383 : from + (from === 0 ? 5460 : 5461);
    await node.ask(async (redis) => redis.call('CLUSTER', 'ADDSLOTSRANGE', from, to));
    const [first] = nodes;
    if (first) await first.ask((redis) => redis.call('CLUSTER', 'MEET', '127.0.0.1', node.port, bus));
    nodes.push(node);
  }
  const states = new Map<RedisServer, string>();
  const look = async () => {
    for (const node of nodes) states.set(node, await node.ask((redis) => redis.cluster('INFO')));
  };
  const isWhole = () =>
    nodes.every((node) => /cluster_state:ok[\s\S]*cluster_known_nodes:3/.test(String(states.get(node))));
  while (!isWhole()) await look();
  await eventually('the Cluster is whole', isWhole);
  return nodes;
}

/** What a user of the store needs (help of `shared-store`, "Users of the server"), with the prefix `plant`. */
export const SMALLEST_ACL = [
  ...['~{plant}*', '&{plant}:*', '-@all', '+@read', '+@write'],
  ...['+@scripting', '+@pubsub', '+@connection', '+time', '+info'],
];

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => setTimeout(resolve, 20, false));
  });
}
