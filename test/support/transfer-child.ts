import { MgmClient } from '../../lib/mgm';

/** Run as a process of its own: sends a file and reports how far its memory grew over idle. */
export interface TransferTask {
  baseUrl: string;
  transport: 'websocket' | 'sockjs';
  machineId: string;
  path: string;
}

export interface TransferOutcome {
  md5: string;
  resumed: boolean;
  durationMs: number;
  /** Peak resident memory over idle, in bytes. */
  growth: number;
}

const SAMPLE_MS = 20;
const SETTLE_MS = 500;

async function main(task: TransferTask): Promise<TransferOutcome> {
  const { baseUrl, transport, machineId, path } = task;
  const client = new MgmClient({ baseUrl, transport, appKey: 'simulator', appSecret: 'simulator' });
  const order = { machineId, cloudPath: '/', storageType: '0' } as const;
  // The code of a transfer belongs to idle: it is loaded and compiled once.
  await client.sendFile(
    { ...order, fileName: 'warm-up.nc' },
    { content: Buffer.alloc(256 * 1024, 'G1 X1\n') },
  );
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const idle = process.memoryUsage().rss;
  let peak = idle;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, SAMPLE_MS);
  try {
    const { md5, resumed, durationMs } = await client.sendFile({ ...order, fileName: 'large.nc' }, { path });
    return { md5, resumed, durationMs, growth: peak - idle };
  } finally {
    clearInterval(sampling);
    client.close();
  }
}

process.once('message', (task: TransferTask) => {
  main(task).then(
    (outcome) => process.send?.({ outcome }, () => process.disconnect()),
    (error: Error) => process.send?.({ error: error.stack }, () => process.disconnect()),
  );
});
