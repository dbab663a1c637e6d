import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import registerFile from '../../../nodes/bivrost/bivrost-file';
import registerGateway from '../../../nodes/bivrost/bivrost-gateway';
import { Inbox, inTab, loadFlow, nodeById, unloadFlow } from '../../support/flow';

/** Run as a process of its own: sends or fetches a file with `bivrost-file`, and reports its memory and time. */
export interface FileTask {
  baseUrl: string;
  action: 'send' | 'fetch';
  machineID: string;
  fileName: string;
  /** On disk: what is sent, or where to put what is fetched. */
  filename: string;
}

export interface FileOutcome {
  payload: Record<string, unknown>;
  /** Of the file on disk. */
  md5: string;
  durationMs: number;
  /** Peak resident memory over idle, in bytes. */
  growth: number;
}

const SAMPLE_MS = 20;
const SETTLE_MS = 500;

async function main({ baseUrl, action, machineID, fileName, filename }: FileTask): Promise<FileOutcome> {
  const gateway = { id: 'gateway', type: 'bivrost-gateway', environment: 'custom', baseUrl, auth: 'jwt' };
  const node = {
    id: 'node',
    type: 'bivrost-file',
    version: 1,
    allowChanges: true,
    anyPath: true,
    account: 'gateway',
    wires: [['answered']],
  };
  const flow = [gateway, node, { id: 'answered', type: 'helper', wires: [] }];
  const credentials = { gateway: { username: 'simulator', password: 'simulator' } };
  await loadFlow([registerGateway, registerFile], inTab(flow), credentials);
  // The code of a transfer belongs to idle: it is loaded and compiled once.
  const warmUp = Buffer.alloc(4 * 1024 * 1024, 'G1 X1\n');
  await outcome({ action: 'send', machineID, fileName: 'warm-up', payload: warmUp });
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const idle = process.memoryUsage().rss;
  let peak = idle;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, SAMPLE_MS);
  const started = performance.now();
  const msg = await outcome({ action, machineID, fileName, filename, output: 'file' });
  const durationMs = Math.round(performance.now() - started);
  clearInterval(sampling);
  await unloadFlow();
  const payload = msg.payload as Record<string, unknown>;
  return { payload, md5: await md5Of(filename), durationMs, growth: peak - idle };
}

function outcome(msg: Record<string, unknown>) {
  const answered = new Inbox('answered').first(undefined, 60_000);
  nodeById('node').receive(msg);
  return answered;
}

async function md5Of(path: string): Promise<string> {
  const hash = createHash('md5');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

process.once('message', (task: FileTask) => {
  main(task).then(
    (result) => process.send?.({ outcome: result }, () => process.disconnect()),
    (error: Error) => process.send?.({ error: error.stack }, () => process.disconnect()),
  );
});
