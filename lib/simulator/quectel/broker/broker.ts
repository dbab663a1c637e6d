import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { LoopbackListener } from '../../loopback-listener';
import { type BrokerRules, BrokerSession } from './session';
import { VIRTUAL_HOST } from './wire';

export interface BrokerOptions {
  rules: BrokerRules;
  /** Key and certificate (PEM); plain TCP without. */
  tls: { key: string | Buffer; cert: string | Buffer } | undefined;
}

/** The message broker of the platform on a free port of 127.0.0.1, for consumers over AMQP 0-9-1. */
export class Broker {
  readonly #sessions = new Set<BrokerSession>();
  readonly #listener = new LoopbackListener();

  constructor(private readonly options: BrokerOptions) {}

  /** `amqp://127.0.0.1:port/quec-open`, or `amqps:`; the port is known once it has listened. */
  get url(): string {
    return `${this.options.tls ? 'amqps' : 'amqp'}://127.0.0.1:${this.#listener.port}/${VIRTUAL_HOST}`;
  }

  /** Connections accepted since it was made. */
  get accepted(): number {
    return this.#listener.accepted;
  }

  get openConnections(): number {
    return this.#sessions.size;
  }

  listen(): Promise<void> {
    const { tls, rules } = this.options;
    const accept = (socket: Socket): void => {
      const session = new BrokerSession(socket, rules, () => this.#sessions.delete(session));
      this.#sessions.add(session);
    };
    return this.#listener.listen(tls ? createTlsServer({ ...tls }, accept) : createServer(accept));
  }

  /** Cuts every connection; queues and the port are kept. */
  close(): Promise<void> {
    return this.#listener.close();
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
