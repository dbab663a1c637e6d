import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Direction, Fault, FaultProxy } from './fault-proxy';

const PIECES_PER_SECOND = 20;

/** One connection through a `FaultProxy`: the client's socket and the server's. */
export class FaultLink {
  /** When neither side is open any more. */
  readonly closed: Promise<unknown>;
  #passed: Record<Direction, number> = { up: 0, down: 0 };

  constructor(
    private readonly proxy: FaultProxy,
    private readonly client: Socket,
    private readonly server: Socket,
  ) {
    for (const socket of [client, server]) socket.on('error', () => undefined);
    this.closed = Promise.all(
      [client, server].map((socket) => new Promise((resolve) => socket.once('close', resolve))),
    );
    void this.#pump(client, server, 'up');
    void this.#pump(server, client, 'down');
  }

  reset(): void {
    reset(this.client);
    reset(this.server);
  }

  countAnew(): void {
    this.#passed = { up: 0, down: 0 };
  }

  async #pump(from: Socket, to: Socket, direction: Direction): Promise<void> {
    let ended = false;
    try {
      for await (const piece of from.iterator({ destroyOnReturn: false })) {
        await this.#pass(piece as Buffer, to, direction);
      }
      ended = true;
    } catch {
      // The other side is told below.
    }
    await this.#thawed();
    if (ended) to.end();
    else reset(to);
  }

  async #pass(piece: Buffer, to: Socket, direction: Direction): Promise<void> {
    await this.#thawed();
    const { fault } = this.proxy;
    const position = this.#passed[direction];
    this.#passed[direction] += piece.length;
    this.proxy.bytes[direction] += piece.length;
    if (!fault || ('direction' in fault && fault.direction && fault.direction !== direction)) {
      await write(to, piece);
    } else {
      await this.#harm(fault, piece, position, to);
    }
  }

  async #harm(fault: Fault, piece: Buffer, position: number, to: Socket): Promise<void> {
    const { untilChange } = this.proxy;
    switch (fault.kind) {
      case 'delay':
        this.proxy.struck += 1;
        await pause(fault.ms, untilChange);
        return write(to, piece);
      case 'throttle':
        this.proxy.struck += 1;
        return this.#slowly(piece, fault.bytesPerSecond, to, untilChange);
      case 'cut': {
        const allowed = fault.afterBytes - position;
        if (allowed >= piece.length) return write(to, piece);
        if (allowed > 0) await write(to, piece.subarray(0, allowed));
        this.proxy.struck += 1;
        // No reset: it would overtake what was just sent.
        this.client.destroy();
        this.server.destroy();
        return;
      }
      case 'corrupt': {
        const first = (fault.everyBytes - (position % fault.everyBytes)) % fault.everyBytes;
        const harmed = Buffer.from(piece);
        for (let index = first; index < harmed.length; index += fault.everyBytes) {
          harmed[index] = ~(harmed[index] ?? 0) & 0xff;
          this.proxy.struck += 1;
        }
        return write(to, harmed);
      }
      case 'duplicate':
        this.proxy.struck += 1;
        await write(to, piece);
        return write(to, piece);
      case 'refuse':
      case 'reset':
      case 'freeze':
        // The first two have ended this connection; the last is over, or it would not have come here.
        return write(to, piece);
    }
  }

  async #slowly(piece: Buffer, bytesPerSecond: number, to: Socket, change: AbortSignal): Promise<void> {
    const size = Math.max(1, Math.floor(bytesPerSecond / PIECES_PER_SECOND));
    for (let start = 0; start < piece.length; start += size) {
      const part = piece.subarray(start, start + size);
      await pause((part.length / bytesPerSecond) * 1000, change);
      await write(to, part);
    }
  }

  /** Ends at once unless the network is frozen; then when that is over. */
  async #thawed(): Promise<void> {
    while (this.proxy.fault?.kind === 'freeze' && !this.proxy.untilChange.aborted) {
      this.proxy.struck += 1;
      await new Promise((resolve) => {
        this.proxy.untilChange.addEventListener('abort', resolve, { once: true });
      });
    }
  }
}

/** Done when the bytes have left, or never will. */
function write(to: Socket, piece: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (to.writable) to.write(piece, () => resolve());
    else resolve();
  });
}

/** Cut short when the fault changes. */
async function pause(ms: number, change: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal: change }).catch(() => undefined);
}

/** Libuv resets no socket that is just ending, and Node.js then never closes it. */
function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
