import { randomBytes } from 'node:crypto';
import { type AddressInfo, createServer, isIPv6, type Server, type Socket } from 'node:net';
import { LineReader, seal, unseal } from './peer-line';

export interface PeerServerOptions {
  /** The key that all processes of the plant have from the store. */
  key(): string;
  /** What this process answers; rejects when it has no answer. */
  answer(request: Record<string, unknown>): Promise<object>;
  /** Ms that a conversation may take. */
  patienceMs: number;
}

/** Where other processes reach this one: one question a connection, each sealed with a number used once. */
export class PeerServer {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;

  constructor(private readonly options: PeerServerOptions) {}

  /** `host:port` once it listens; empty when it cannot. */
  get address(): string {
    const at = this.server?.address() as AddressInfo | null | undefined;
    if (!at) return '';
    return `${isIPv6(at.address) ? `[${at.address}]` : at.address}:${at.port}`;
  }

  async listen(host: string): Promise<void> {
    if (this.server) return;
    const server = createServer((socket) => void this.serve(socket));
    this.server = server;
    await new Promise<void>((resolve) => {
      // Without it this process is one that cannot be asked: slower to be believed dead, and never believed alive.
      server.once('error', () => {
        this.server = undefined;
        resolve();
      });
      server.listen(0, host, resolve);
    });
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server?.close();
    this.server = undefined;
  }

  private async serve(socket: Socket): Promise<void> {
    this.sockets.add(socket);
    const { key, answer, patienceMs } = this.options;
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.setTimeout(patienceMs, () => socket.destroy());
    try {
      const reader = new LineReader(socket);
      const nonce = randomBytes(16).toString('base64url');
      socket.write(`${nonce}\n`);
      const request = unseal(key(), nonce, await reader.next());
      if (!request) throw new Error('The request has not the seal of this plant');
      socket.end(`${seal(key(), `${nonce} answer`, await answer(request))}\n`);
    } catch {
      socket.destroy();
    }
  }
}
