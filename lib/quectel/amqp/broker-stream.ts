import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { guarded } from '../../async/guard';
import type { FrameFilter } from './frame-filter';

const METHOD_FRAME = 1;
/** Bytes of an acknowledgement or rejection as a frame (specification, sections 1.8.3.13 and 1.8.3.16). */
const SETTLEMENT_BYTES = 21;
const CLOSES: ReadonlySet<number> = new Set([0x000a_0032, 0x0014_0028]);

export interface BrokerStreamEvents {
  /** The filter threw, or the library that reads this stream. */
  onFailure(thrown: unknown): void;
  /** The library ends the connection or its channel. */
  onGoodbye(): void;
}

/**
 * The connection to a broker as the library sees it: what comes passes the filter first, and no faster than it is
 * read; what the library's listeners throw ends the connection and not the process.
 */
export class BrokerStream extends Duplex {
  /** Settlements that the library took and the broker's end of the connection did not. */
  private unread = 0;

  constructor(
    private readonly socket: Socket,
    filter: FrameFilter,
    private readonly events: BrokerStreamEvents,
  ) {
    super();
    // The stream that the library gets emits the errors; where the library no longer listens, they are not needed.
    this.on('error', () => undefined);
    const onBytes = (bytes: Buffer): void => {
      let hasRoom = true;
      for (const frame of filter.push(bytes)) hasRoom = this.push(frame) && hasRoom;
      if (!hasRoom) socket.pause();
    };
    socket.on(
      'data',
      guarded(onBytes, (thrown) => this.events.onFailure(thrown)),
    );
    // The broker's last bytes have to be read first.
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => {
      if (!socket.readableEnded) this.destroy();
    });
  }

  /** Counts a settlement that the library was given. Returns how many the broker has not taken yet, about. */
  settled(): number {
    this.unread += 1;
    return this.unread;
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    try {
      return super.emit(event, ...args);
    } catch (thrown) {
      this.events.onFailure(thrown);
      return true;
    }
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (chunk[0] === METHOD_FRAME && chunk.length > 10 && CLOSES.has(chunk.readUInt32BE(7))) {
      this.events.onGoodbye();
    }
    this.socket.write(chunk, (error) => {
      this.unread = Math.max(0, this.unread - Math.floor(chunk.length / SETTLEMENT_BYTES));
      done(error);
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    this.socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.socket.destroy();
    done(error);
  }
}
