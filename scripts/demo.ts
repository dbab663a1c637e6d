import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { boardPath, prepareDemoFolder, shiftsPath } from './demo-folder';
import { packageCommand, projectRoot } from './project';
import { type Generation, generations, provideRuntime, runsOnThisNode } from './runtimes';

const usage = `usage: npm run demo -- [--port N] [--node-red ${generations.join('|')}] [--user-dir FOLDER] [--fresh]`;

/** Node-RED waits up to 15 s for a node that doesn't close; whoever presses Ctrl-C does not. */
const stopLimitMs = 4_500;

/** Starts Node-RED with the package and its example flows, and stays until it is stopped by Ctrl-C. */
async function demo(): Promise<void> {
  const options = readOptions();
  if (options === undefined) {
    console.log(usage);
    return;
  }
  const [nodeBinary, nodeRedScript] = await nodeRedCommand(options.nodeRed);
  await refuseTakenPort(options.port);
  const { userDir } = options;
  if (options.fresh) rmSync(userDir, { recursive: true, force: true });
  prepareDemoFolder(userDir);

  const nodeRed = spawn(nodeBinary, [nodeRedScript, '--userDir', userDir, '--port', String(options.port)], {
    cwd: userDir,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  announceAddress(nodeRed);
  stopOnSignal(nodeRed);
  const [code, signal] = (await once(nodeRed, 'exit')) as [number | null, NodeJS.Signals | null];
  if (code !== 0) throw new Error(`Node-RED ended with ${code ?? signal}`);
}

interface DemoOptions {
  readonly port: number;
  readonly nodeRed: Generation | undefined;
  readonly userDir: string;
  /** Throw away what an earlier demo left in the folder. */
  readonly fresh: boolean;
}

/** Undefined where only the usage is asked for. */
function readOptions(): DemoOptions | undefined {
  const { values } = readArguments({
    options: {
      help: { type: 'boolean' },
      port: { type: 'string' },
      'node-red': { type: 'string' },
      'user-dir': { type: 'string' },
      fresh: { type: 'boolean' },
    },
  });
  if (values.help === true) return undefined;
  const { PORT } = process.env;
  const port = Number(values.port ?? PORT ?? 1880);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`no port number\n${usage}`);
  const nodeRed = generations.find((generation) => generation === values['node-red']);
  if (values['node-red'] !== undefined && nodeRed === undefined) {
    throw new Error(`no Node-RED ${values['node-red']}\n${usage}`);
  }
  const userDir = path.resolve(values['user-dir'] ?? path.join(projectRoot, '.demo'));
  return { port, nodeRed, userDir, fresh: values.fresh === true };
}

const readArguments: typeof parseArgs = (config) => {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${usage}`);
  }
};

/** The newest Node-RED that the running Node.js can do, unless one is asked for. */
async function nodeRedCommand(asked: Generation | undefined): Promise<[string, string]> {
  if (asked === undefined && !runsOnThisNode('5.0')) {
    return [process.execPath, packageCommand('node-red', 'node-red')];
  }
  console.log('Providing Node-RED; the first time this takes a while.');
  const { nodeBinary, nodeRedScript } = await provideRuntime(asked ?? '5.0');
  return [nodeBinary, nodeRedScript];
}

async function refuseTakenPort(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const reason = code === 'EADDRINUSE' ? 'is in use' : 'is not allowed';
    throw new Error(`Port ${port} ${reason}. Choose another: npm run demo -- --port ${port + 1}`);
  }
  server.close();
  await once(server, 'close');
}

function announceAddress(nodeRed: ChildProcess): void {
  let announced = false;
  nodeRed.stdout?.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(text);
    const address = announced ? undefined : /http:\/\/127\.0\.0\.1:\d+\//.exec(text)?.[0];
    if (address === undefined) return;
    announced = true;
    console.log(`\nThe demo is at ${address}  (Ctrl-C stops it)`);
    console.log(`The factory board is at ${address}${boardPath}`);
    console.log(`Shifts and timelines are at ${address}${shiftsPath}\n`);
  });
}

function stopOnSignal(nodeRed: ChildProcess): void {
  const stop = (): void => {
    nodeRed.kill('SIGTERM');
    setTimeout(() => nodeRed.kill('SIGKILL'), stopLimitMs).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
}

demo().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
