import type { AddressInfo, Server, Socket } from 'node:net';

/** Thousands of clients may come back in the same moment. */
const backlog = 4096;

/** A server on 127.0.0.1 that can be stopped at once and started again on the same port. */
export class LoopbackListener {
  /** Connections accepted since it was made. */
  accepted = 0;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  /** @param port 0 for a free one; it is known once the server has listened */
  constructor(public port = 0) {}

  get openConnections(): number {
    return this.#sockets.size;
  }

  /** @throws when the port is taken */
  listen(server: Server): Promise<void> {
    server.on('connection', (socket: Socket) => this.#track(socket));
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: '127.0.0.1', port: this.port, backlog }, () => {
        this.#server = server;
        this.port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  /** Cuts every connection, whatever is spoken on it. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #track(socket: Socket): void {
    this.accepted++;
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
