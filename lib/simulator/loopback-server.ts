import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface LoopbackServerOptions {
  /** 0 for a free port. */
  port: number;
  /** Key and certificate (PEM) for https and wss. */
  tls: { key: string | Buffer; cert: string | Buffer } | undefined;
  onRequest(incoming: IncomingMessage, response: ServerResponse): void;
  onUpgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Thousands of clients may come back in the same moment. */
const backlog = 4096;

/** An HTTP server on 127.0.0.1 that can be stopped at once and started again on the same port. */
export class LoopbackServer {
  /** Connections accepted since it was made. */
  accepted = 0;
  readonly #options: LoopbackServerOptions;
  readonly #sockets = new Set<Socket>();
  #port: number;
  #server: Server | undefined;

  constructor(options: LoopbackServerOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  /** `http://127.0.0.1:port` or with https; the port is known once the server has listened. */
  get origin(): string {
    return `${this.#options.tls ? 'https' : 'http'}://127.0.0.1:${this.#port}`;
  }

  get openConnections(): number {
    return this.#sockets.size;
  }

  /** @throws when the port is taken */
  listen(): Promise<void> {
    const { tls, onRequest, onUpgrade } = this.#options;
    const server: Server = tls ? createTlsServer({ ...tls }) : createServer();
    server.keepAliveTimeout = 60_000;
    server.on('connection', (socket: Socket) => this.#track(socket));
    server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
      if (isLocal(incoming)) onRequest(incoming, response);
      else response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' }).end(REFUSAL);
    });
    server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
      // Over TLS this is another object than the connection that is tracked, and nothing else listens to it yet.
      socket.on('error', () => socket.destroy());
      if (isLocal(incoming)) onUpgrade(incoming, socket, head);
      else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: '127.0.0.1', port: this.#port, backlog }, () => {
        this.#server = server;
        this.#port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  /** Cuts every connection, upgraded ones too. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of this.#sockets) {
        socket.destroy();
      }
      await closed;
    }
  }

  #track(socket: Socket): void {
    this.accepted++;
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

const REFUSAL = 'only for this computer: the name of the host or of the page is not its own';
const LOOPBACK_NAME = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Whether a request is meant for this computer. The loopback address alone does not say so: a page of somewhere else,
 * open in a browser here, can send requests to it, and by a name that leads here even read the answers.
 */
function isLocal({ headers: { host, origin } }: IncomingMessage): boolean {
  return isLoopback(`http://${host ?? 'localhost'}`) && (origin === undefined || isLoopback(origin));
}

function isLoopback(address: string): boolean {
  return URL.canParse(address) && LOOPBACK_NAME.test(new URL(address).hostname);
}
