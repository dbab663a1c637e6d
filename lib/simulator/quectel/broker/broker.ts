import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type BrokerRules, BrokerSession } from './session';
import { VIRTUAL_HOST } from './wire';

export interface BrokerOptions {
  rules: BrokerRules;
  /** Key and certificate (PEM); plain TCP without. */
  tls: { key: string | Buffer; cert: string | Buffer } | undefined;
}

/** The message broker of the platform on a free port of 127.0.0.1, for consumers over AMQP 0-9-1. */
export class Broker {
  /** Connections accepted since it was made. */
  accepted = 0;
  readonly #sessions = new Set<BrokerSession>();
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  constructor(private readonly options: BrokerOptions) {}

  /** `amqp://127.0.0.1:port/quec-open`, or `amqps:`; the port is known once it has listened. */
  get url(): string {
    return `${this.options.tls ? 'amqps' : 'amqp'}://127.0.0.1:${this.#port}/${VIRTUAL_HOST}`;
  }

  get openConnections(): number {
    return this.#sessions.size;
  }

  listen(): Promise<void> {
    const { tls, rules } = this.options;
    const accept = (socket: Socket): void => {
      this.accepted++;
      const session = new BrokerSession(socket, rules, () => this.#sessions.delete(session));
      this.#sessions.add(session);
    };
    const server = tls ? createTlsServer({ ...tls }, accept) : createServer(accept);
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: '127.0.0.1', port: this.#port }, () => {
        this.#server = server;
        this.#port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  /** Cuts every connection; queues and the port are kept. */
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

  /** Cuts open connections with no goodbye, and says how many. */
  drop(): number {
    return this.#each((session) => session.drop());
  }

  /** Leaves open connections half-open, and says how many. */
  freeze(): number {
    return this.#each((session) => session.freeze());
  }

  /** Ends open connections as a broker that is shut down does, and says how many. */
  shutDown(): number {
    return this.#each((session) => session.shutDown());
  }

  #each(action: (session: BrokerSession) => void): number {
    const sessions = [...this.#sessions];
    for (const session of sessions) {
      action(session);
    }
    return sessions.length;
  }
}
