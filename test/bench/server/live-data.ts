import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { textFrame } from './frames';

/** A stream as fast as its reader. */
export interface Flood {
  readonly machineId: string;
  readonly count: number;
  /** Program that the last message names. */
  readonly program: string;
}

/** Machines of which each sends so many messages a second. */
export interface Pace {
  /** Beginning of the machines' ids. */
  readonly prefix: string;
  readonly perSecond: number;
}

const CHUNK_BYTES = 64 * 1024;
const TICK_MS = 1;
/** Every so many messages a new block of the program runs. */
const MESSAGES_A_BLOCK = 10;

interface Listener {
  readonly webSocket: WebSocket;
  readonly socket: Socket;
}

/**
 * Live data in the platform's wire form (docs/platforms/mgm.md, "Live data": 二.4.1): a status, the full set, then
 * changes. Each change differs from the one before. Sockets are written to directly, so that one process can saturate
 * any reader.
 */
export class LiveData {
  private readonly listeners = new Map<string, Listener>();
  private pacing: NodeJS.Timeout | undefined;

  /** Takes the socket of a machine: greets it and keeps it until it closes. */
  take(machineId: string, webSocket: WebSocket, socket: Socket): void {
    this.listeners.set(machineId, { webSocket, socket });
    webSocket.on('close', () => {
      if (this.listeners.get(machineId)?.webSocket === webSocket) this.listeners.delete(machineId);
    });
    const status = { status: 1, status_time: new Date().toISOString(), machine_id: machineId };
    webSocket.send(JSON.stringify(status));
    webSocket.send(JSON.stringify(fullSet(machineId)));
  }

  /** How many machines with this beginning of their ids are followed. */
  followed(prefix: string): number {
    return [...this.listeners.keys()].filter((id) => id.startsWith(prefix)).length;
  }

  /** Sends at least so many messages, as fast as the reader takes them; how many there are. */
  flood({ machineId, count, program }: Flood): number {
    const listener = this.listeners.get(machineId);
    if (!listener) throw new Error(`nobody follows ${machineId}`);
    const { socket } = listener;
    const frames = framesOfChanges(machineId);
    const chunk = Buffer.concat(frames);
    const chunks = Math.ceil(count / frames.length);
    let written = 0;
    const write = (): void => {
      while (written < chunks && !socket.destroyed) {
        written += 1;
        if (!socket.write(chunk)) {
          socket.once('drain', write);
          return;
        }
      }
      socket.write(textFrame(JSON.stringify({ id: machineId, program })));
    };
    // The answer goes out before the flood.
    setImmediate(write);
    return chunks * frames.length + 1;
  }

  /** Sends changes of many machines in turn, evenly over each second, until `calm`; each says when it was sent. */
  pace({ prefix, perSecond }: Pace): void {
    const machines = [...this.listeners].filter(([id]) => id.startsWith(prefix));
    const started = performance.now();
    let sent = 0;
    this.pacing = setInterval(() => {
      const due = ((performance.now() - started) / 1000) * perSecond * machines.length;
      for (; sent < due; sent += 1) {
        const [id, { socket }] = machines[sent % machines.length] ?? raise('no machines');
        const change = changeOf(id, sent);
        socket.write(textFrame(JSON.stringify({ ...change, time: new Date().toISOString() })));
      }
    }, TICK_MS);
  }

  calm(): void {
    clearInterval(this.pacing);
  }
}

function fullSet(machineId: string): Record<string, string> {
  return {
    Fovr: '100.000',
    S1load: '12.000',
    S1speed: '8000.000',
    S1speedOvr: '100.000',
    Xact: '259.212',
    Xload: '1.000',
    Yact: '352.546',
    Yload: '0.000',
    Zact: '-6273.725',
    Zload: '0.000',
    block: 'T1 ',
    id: machineId,
    line: '0',
    path_feedrate: '150.000',
    program: '1004.1004',
    time: new Date().toISOString(),
    tool_id: '1',
  };
}

/** As in the document's example, and now and then what a new block brings. */
function changeOf(machineId: string, ordinal: number): Record<string, string> {
  const position = (offset: number): string => (offset + (ordinal % 10_000) / 1000).toFixed(3);
  const change = { Xact: position(260), id: machineId, Yact: position(353) };
  if (ordinal % MESSAGES_A_BLOCK > 0) return change;
  const line = String(ordinal % 1000);
  return { ...change, block: `G1 X${change.Xact} Y${change.Yact} F500`, line, S1load: position(10) };
}

function framesOfChanges(machineId: string): Buffer[] {
  const frames: Buffer[] = [];
  for (let bytes = 0; bytes < CHUNK_BYTES; bytes += frames.at(-1)?.length ?? 0) {
    frames.push(textFrame(JSON.stringify(changeOf(machineId, frames.length + 1))));
  }
  return frames;
}

function raise(message: string): never {
  throw new Error(message);
}
