import { createHash } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { TokenProblem } from '../../../lib/errors';
import { type FileSource, memorySource } from '../../../lib/files/file-source';
import { Redactor } from '../../../lib/http';
import type { MgmTransferResult, TransferOrder } from '../../../lib/mgm';
import { FileTransfer, type TransferContext, type TransferOptions } from '../../../lib/mgm/transfer/transfer';
import type { Token } from '../../../lib/session';
import { HandshakeGate, TransportChoice } from '../../../lib/stream';
import { WebSocketTransport } from '../../../lib/stream/websocket-transport';
import { SocketServer } from '../stream/support';

/** What one connection of a transfer brought. */
export interface SeenConnection {
  socket: WebSocket;
  /** Content in order, Base64 read. */
  received: Buffer[];
  bytes: number;
}

/** What the platform does on a connection: `n` counts them from 1. */
export interface Script {
  open?(seen: SeenConnection, n: number): void;
  piece?(seen: SeenConnection, n: number): void;
}

/** A platform for transfers that does what a script says, however odd. */
export class OddPlatform {
  readonly connections: SeenConnection[] = [];
  readonly refusals: TokenProblem[] = [];
  readonly redactor = new Redactor();
  private tokens = 1;

  private constructor(readonly server: SocketServer) {}

  static async start(script: Script): Promise<OddPlatform> {
    const platform = new OddPlatform(await SocketServer.start());
    platform.server.onSocket = (socket) => {
      const seen: SeenConnection = { socket, received: [], bytes: 0 };
      platform.connections.push(seen);
      const n = platform.connections.length;
      socket.on('message', (data) => {
        const { content } = JSON.parse(String(data)) as { content: string };
        const piece = Buffer.from(content, 'base64');
        seen.received.push(piece);
        seen.bytes += piece.length;
        script.piece?.(seen, n);
      });
      script.open?.(seen, n);
    };
    return platform;
  }

  context(more: Partial<TransferContext> = {}): TransferContext {
    return {
      baseUrl: this.server.http.origin,
      settings: { timeoutMs: 1_000 },
      transports: new TransportChoice([new WebSocketTransport()]),
      gate: new HandshakeGate(),
      backoff: { firstMs: 5, longestMs: 20 },
      redactor: this.redactor,
      session: {
        token: async (): Promise<Token> => ({ value: `token-${this.tokens}`, obtainedAt: 0 }),
        refused: (_token, problem) => {
          this.refusals.push(problem);
          this.tokens += 1;
        },
      },
      noProgressMs: 2_000,
      ...more,
    };
  }

  transfer(
    content: Buffer | FileSource,
    more: Partial<TransferContext> = {},
    watch: TransferOptions = {},
  ): Promise<MgmTransferResult> {
    const order: TransferOrder = { machineId: 'm', cloudPath: '/', fileName: 'O1', storageType: '0' };
    const source = Buffer.isBuffer(content) ? memorySource(content) : content;
    return new FileTransfer(order, source, this.context(more), watch).run();
  }

  stop(): Promise<void> {
    this.redactor.close();
    return this.server.stop();
  }
}

export const say = (socket: WebSocket, message: unknown) => socket.send(JSON.stringify(message));
export const start = (socket: WebSocket, file_seek: unknown = 0) =>
  say(socket, { code: 200, file_seek, file_id: 'f1' });
export const confirm = (socket: WebSocket) => say(socket, { code: 200, request_id: 'r1' });
export const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');
