import { randomUUID } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Bench, whileRunning } from '../bench';
import type { Drive } from '../child/bench-nodes';
import type { Mark } from '../child/probe';
import { flowOf } from '../flows';
import type { Measured, MeasuredNodeRed } from '../processes';
import type { Remote } from '../remote';
import { type Growth, megabytes, number, type Outcome, ratio } from '../report';
import { interleaved, median, pause } from '../rounds';

const MEGABYTE = 1024 * 1024;
const LARGEST_MB = 50;
const SIZES_MB = [1, 10, LARGEST_MB];
const ROUNDS = 5;
const MEMORY_ROUNDS = 3;
const SETTLE_MS = 500;
/** 200 Mbit/s */
const LINK_BYTES_PER_SECOND = 25_000_000;
const MOST_GROWTH_MB = 24;

/** One transfer: how fast the server got it, and what it cost. */
interface Sent {
  readonly megabytesPerSecond: number;
  readonly cpuMs: number;
}

type Sending = (file: string, name: string, size: number) => Promise<void>;
type Contender = 'ours' | 'core' | 'bare';

/** A file from disk to a machine. */
export async function measureTransfer({ processes, server }: Bench): Promise<Outcome> {
  const [ours, core, bare] = [
    await processes.nodeRed('transfer-package'),
    await processes.nodeRed('transfer-core'),
    processes.bare(),
  ];
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-files-'));
  try {
    return await whileRunning([ours, core, bare], async () => {
      await ours.deploy(flowOf('transfer-package', server.values));
      const sendings: Record<Contender, [Measured, Sending]> = {
        ours: [ours, (file, name) => drive(ours, file, name)],
        core: [
          core,
          (file, name, size) => deployCore(core, { ...server.values, path: file, name, size: String(size) }),
        ],
        bare: [
          bare,
          (file, name, size) => bare.ask('sendFile', { url: addressOf(server, name, size), path: file }),
        ],
      };
      return await measureSizes(folder, server, sendings);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureSizes(
  folder: string,
  server: Bench['server'],
  sendings: Record<Contender, [Measured, Sending]>,
): Promise<Outcome> {
  const growths = await measureMemory(folder, server, sendings);
  const bySize: Record<Contender, Sent[]>[] = [];
  for (const size of SIZES_MB) {
    const file = makeFile(folder, size * MEGABYTE);
    bySize.push(
      await interleaved(ROUNDS, {
        ours: () => timed(server, file, size, sendings.ours),
        core: () => timed(server, file, size, sendings.core),
        bare: () => timed(server, file, size, sendings.bare),
      }),
    );
  }
  const largest = bySize.at(-1);
  if (!largest) throw new Error('no sizes');
  return { rows: rowsOf(largest, growths), growth: [growthOf(bySize)] };
}

/**
 * Peak memory over idle, in bytes, in processes that have sent nothing before but a small file, and at the end of a
 * link as plants have them: what waits for the link is what takes the memory.
 */
async function measureMemory(
  folder: string,
  server: Bench['server'],
  sendings: Record<Contender, [Measured, Sending]>,
): Promise<Record<Contender, number[]>> {
  const small = makeFile(folder, MEGABYTE);
  const large = makeFile(folder, LARGEST_MB * MEGABYTE);
  const peakOf = async (contender: Contender): Promise<() => Promise<number>> => {
    const sending = sendings[contender];
    const [process] = sending;
    await timed(server, small, 1, sending);
    await process.ask('watchMemory');
    await pause(SETTLE_MS);
    const idle = await process.ask<number>('idleMemory');
    return async () => {
      await process.ask('peakMemory');
      await timed(server, large, LARGEST_MB, sending);
      return Math.max(0, (await process.ask<number>('peakMemory')) - idle);
    };
  };
  const peaks = { ours: await peakOf('ours'), core: await peakOf('core'), bare: await peakOf('bare') };
  await server.narrow(LINK_BYTES_PER_SECOND);
  const growths = await interleaved(MEMORY_ROUNDS, peaks);
  await server.narrow();
  for (const [process] of Object.values(sendings)) await process.ask('stopWatching');
  return growths;
}

async function timed(
  server: Bench['server'],
  file: string,
  sizeMb: number,
  [process, send]: [Measured, Sending],
): Promise<Sent> {
  const name = `bench-${randomUUID()}.nc`;
  const received = server.received(name);
  const before = await process.ask<Mark>('mark');
  await send(file, name, sizeMb * MEGABYTE);
  const { ms } = await received;
  const after = await process.ask<Mark>('mark');
  return { megabytesPerSecond: sizeMb / (ms / 1000), cpuMs: after.cpuMs - before.cpuMs };
}

function drive(process: Remote, filename: string, name: string): Promise<void> {
  const message = { filename, file_name: name, payload: '' };
  return process.ask('drive', { message, count: 1, concurrent: 1 } satisfies Drive);
}

/** The address holds the file's name and size, so a flow of core nodes is deployed for each file. */
async function deployCore(process: MeasuredNodeRed, values: Record<string, string>): Promise<void> {
  const before = await process.ask<Mark>('mark');
  await process.deploy(flowOf('transfer-core', values));
  await process.ask('markAt', before.count + 1);
  await process.deploy([]);
}

function addressOf({ webSocketOrigin, token }: Bench['server'], name: string, size: number): string {
  const query = new URLSearchParams({
    session_id: token,
    cloud_path: '/',
    file_size: String(size),
    file_name: name,
    storage_type: '0',
    machine_id: 'bench',
  });
  return `${webSocketOrigin}/v1/trans_file/websocket?${query}`;
}

/** A program of numbered lines, as machines get them. */
function makeFile(folder: string, size: number): string {
  const file = path.join(folder, `${size}.nc`);
  const lines = Array.from(
    { length: 4_000 },
    (_, line) => `N${line * 10} G1 X${line / 7} Y${line / 11} F500\n`,
  );
  const block = Buffer.from(lines.join(''));
  const handle = openSync(file, 'w');
  for (let left = size; left > 0; left -= block.length) {
    writeSync(handle, block.subarray(0, Math.min(block.length, left)));
  }
  closeSync(handle);
  return file;
}

function rowsOf(sent: Record<Contender, Sent[]>, growths: Record<Contender, number[]>): Outcome['rows'] {
  const speed = (name: Contender): number =>
    median(sent[name], ({ megabytesPerSecond }) => megabytesPerSecond);
  const growth = (name: Contender): number => median(growths[name], (bytes) => bytes);
  const cpu = (name: Contender): number => median(sent[name], ({ cpuMs }) => cpuMs);
  const figures = (name: Contender): string =>
    `${number(speed(name))} MB/s, ${number(cpu(name))} ms of CPU, peak ${megabytes(growth(name))} over idle`;
  const [overBare, overCore] = [speed('ours') / speed('bare'), speed('ours') / speed('core')];
  const memoryOverCore = growth('ours') / growth('core');
  const transfer = '`trans-file`, 50 MB from disk';
  return [
    {
      path: transfer,
      against: 'bare `ws` loop sending the same pieces with their MD5',
      aim: `at least 0.8 of its MB/s; peak memory over idle under ${MOST_GROWTH_MB} MB`,
      ours: figures('ours'),
      theirs: figures('bare'),
      result: `${ratio(overBare)} the MB/s, ${megabytes(growth('ours'))} over idle`,
      met: overBare >= 0.8 && growth('ours') < MOST_GROWTH_MB * MEGABYTE,
    },
    {
      path: transfer,
      against: 'core `file in` → Base64 and MD5 in a `function` → `websocket out`',
      aim: 'faster, with a tenth of its memory',
      ours: figures('ours'),
      theirs: figures('core'),
      result: `${ratio(overCore)} the MB/s, ${ratio(memoryOverCore)} the memory`,
      met: overCore > 1 && memoryOverCore <= 0.1,
    },
  ];
}

function growthOf(bySize: readonly Record<Contender, Sent[]>[]): Growth {
  const line = (name: string, contender: Contender) => ({
    name,
    points: bySize.map((sent, index) => {
      const work = SIZES_MB[index] ?? 0;
      return {
        work,
        cost: median(sent[contender], ({ megabytesPerSecond }) => (work / megabytesPerSecond) * 1000),
      };
    }),
  });
  return {
    title: 'Time of a transfer',
    work: 'MB',
    cost: 'ms',
    lines: [line('the package', 'ours'), line('core nodes', 'core'), line('bare loop', 'bare')],
  };
}
