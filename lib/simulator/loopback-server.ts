import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { LoopbackListener } from './loopback-listener';

export interface LoopbackServerOptions {
  /** 0 for a free port. */
  port: number;
  /** Key and certificate (PEM) for https and wss. */
  tls: { key: string | Buffer; cert: string | Buffer } | undefined;
  onRequest(incoming: IncomingMessage, response: ServerResponse): void;
  onUpgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** An HTTP server on 127.0.0.1 that can be stopped at once and started again on the same port. */
export class LoopbackServer {
  readonly #options: LoopbackServerOptions;
  readonly #listener: LoopbackListener;

  constructor(options: LoopbackServerOptions) {
    this.#options = options;
    this.#listener = new LoopbackListener(options.port);
  }

  /** `http://127.0.0.1:port` or with https; the port is known once the server has listened. */
  get origin(): string {
    return `${this.#options.tls ? 'https' : 'http'}://127.0.0.1:${this.#listener.port}`;
  }

  /** Connections accepted since it was made. */
  get accepted(): number {
    return this.#listener.accepted;
  }

  get openConnections(): number {
    return this.#listener.openConnections;
  }

  /** @throws when the port is taken */
  listen(): Promise<void> {
    const { tls, onRequest, onUpgrade } = this.#options;
    const server: Server = tls ? createTlsServer({ ...tls }) : createServer();
    server.keepAliveTimeout = 60_000;
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
    return this.#listener.listen(server);
  }

  /** Cuts every connection, upgraded ones too. */
  close(): Promise<void> {
    return this.#listener.close();
  }
}

const REFUSAL = 'only for this computer: the name of the host or of the page is not its own';
const LOOPBACK_NAME = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Whether a request is meant for this computer. The loopback address alone does not say so: a page of somewhere else,
 * open in a browser here, can send requests to it, and by a name that leads here even read the answers.
 */
function isLocal({ headers }: IncomingMessage): boolean {
  const { host = 'localhost', origin, 'sec-fetch-site': site = 'none' } = headers;
  // Some requests of pages name no origin, but browsers say that the page is from elsewhere.
  const isOwnPage = site === 'none' || site === 'same-origin';
  return isOwnPage && isLoopback(`http://${host}`) && (origin === undefined || isLoopback(origin));
}

function isLoopback(address: string): boolean {
  return URL.canParse(address) && LOOPBACK_NAME.test(new URL(address).hostname);
}
