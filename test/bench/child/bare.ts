import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Agent } from 'node:http';
import axios from 'axios';
import WebSocket from 'ws';
import { answerParent } from '../remote';
import { followBarely } from './follow-barely';
import { countMessage, probeHandlers } from './probe';

/** The least that can be done with the same libraries and no Node-RED: the limit of each path. */

export interface BareCalls {
  readonly url: string;
  readonly token: string;
  readonly count: number;
  readonly concurrent: number;
}

const PIECE_BYTES = 48 * 1024;
const MOST_UNSENT_BYTES = 512 * 1024;

process.on('disconnect', () => process.exit());

answerParent({ ...probeHandlers, follow, sendFile, call });

function follow({ url, machineId }: { url: string; machineId: string }): void {
  followBarely(url, machineId, countMessage);
}

async function sendFile({ url, path }: { url: string; path: string }): Promise<void> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await new Promise((resolve) => socket.once('message', resolve));
  const confirmed = new Promise((resolve) => socket.once('message', resolve));
  const file = await open(path, 'r');
  const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, null);
    if (bytesRead === 0) break;
    const content = buffer.subarray(0, bytesRead).toString('base64');
    const md5 = createHash('md5').update(content).digest('hex');
    const sent = new Promise((resolve) => {
      socket.send(`{"content":"${content}","file_md5":"${md5}"}`, resolve);
    });
    if (socket.bufferedAmount > MOST_UNSENT_BYTES) await sent;
  }
  await file.close();
  await confirmed;
  socket.terminate();
}

async function call({ url, token, count, concurrent }: BareCalls): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  let left = count;
  const callOneByOne = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await axios.post(url, {}, { httpAgent: agent, headers: { Token: token } });
    }
  };
  await Promise.all(Array.from({ length: concurrent }, callOneByOne));
  agent.destroy();
}
