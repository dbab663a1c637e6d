import { createHash } from 'node:crypto';
import type { WebSocket } from 'ws';

/** What became of a file. */
export interface ReceivedFile {
  readonly name: string;
  readonly bytes: number;
  /** From the word to start until the last byte was there. */
  readonly ms: number;
}

const BEFORE_CONTENT = Buffer.byteLength('{"content":"');
const AFTER_CONTENT = '","file_md5":"';
/** Checking each would make the server slower than who sends. */
const PIECES_A_CHECK = 64;
const LEAST_REST_MS = 4;

/**
 * Takes files as the platform does (docs/platforms/mgm.md, "Sending files": 二.4.2), but looks closely at a few of the
 * pieces only.
 */
export class FileReceiver {
  private readonly waiting = new Map<string, (file: ReceivedFile) => void>();

  private bytesPerSecond = Number.POSITIVE_INFINITY;

  /** Reads no faster from now on, as at the end of a link of that width. */
  narrow(bytesPerSecond: number): void {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Resolves when the file of this name has arrived. */
  received(name: string): Promise<ReceivedFile> {
    return new Promise((resolve) => this.waiting.set(name, resolve));
  }

  /** Takes one file on its socket. */
  take(query: URLSearchParams, socket: WebSocket): void {
    const name = query.get('file_name') ?? '';
    const size = Number(query.get('file_size'));
    let bytes = 0;
    let pieces = 0;
    socket.send(JSON.stringify({ code: 200, file_seek: 0, file_id: `file-${name}` }));
    const started = performance.now();
    socket.on('message', (data: Buffer) => {
      if (pieces % PIECES_A_CHECK === 0) checkPiece(data);
      pieces += 1;
      bytes += contentBytes(data);
      rest(socket, (bytes / this.bytesPerSecond) * 1000 - (performance.now() - started));
      if (bytes < size) return;
      const ms = performance.now() - started;
      socket.send(JSON.stringify({ code: 200, request_id: `request-${name}` }));
      this.waiting.get(name)?.({ name, bytes, ms });
      this.waiting.delete(name);
    });
  }
}

/** Reads nothing for so many ms. */
function rest(socket: WebSocket, ms: number): void {
  if (ms < LEAST_REST_MS) return;
  socket.pause();
  setTimeout(() => socket.resume(), ms);
}

/** Bytes of the file in a message, told from the length of its Base64 text. */
function contentBytes(data: Buffer): number {
  const end = data.lastIndexOf(AFTER_CONTENT);
  const padding =
    data
      .subarray(end - 2, end)
      .toString('latin1')
      .split('=').length - 1;
  return ((end - BEFORE_CONTENT) / 4) * 3 - padding;
}

function checkPiece(data: Buffer): void {
  const { content, file_md5 } = JSON.parse(data.toString()) as Record<string, string>;
  const md5 = createHash('md5')
    .update(content ?? '')
    .digest('hex');
  if (md5 !== file_md5) throw new Error('a piece arrived damaged');
}
