import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Client, ClientConfig } from 'pg';
import { guarded } from '../../async/guard';
import { ReplyCheck } from './reply-check';

/** What a client of the library reads by; its types do not show it. */
interface ConnectionInternals {
  readonly ssl: unknown;
  /** Called once with the stream that the server's messages come from: the socket, or what TLS makes of it. */
  attachListeners(stream: EventEmitter): void;
}

/**
 * A client that gets only messages that can be read, and not more of an answer than fits into the memory; what the
 * library throws over the others ends the connection and not the process.
 */
export function guardedClient(Plain: typeof Client): typeof Client {
  return class extends Plain {
    constructor(config?: string | ClientConfig) {
      super(config);
      // Who waits for an answer is told by it; an error that comes when nobody waits would end the process.
      this.on('error', () => undefined);
      const connection = this.connection as unknown as ConnectionInternals;
      const attach = connection.attachListeners.bind(connection);
      connection.attachListeners = (stream) => attach(checked(stream as Duplex, Boolean(connection.ssl)));
    }
  };
}

function checked(stream: Duplex, isSecret: boolean): EventEmitter {
  const messages = new EventEmitter();
  const check = new ReplyCheck(isSecret);
  const take = guarded(
    (bytes: Buffer) => {
      for (const message of check.push(bytes)) messages.emit('data', message);
    },
    (thrown) => stream.destroy(thrown as Error),
  );
  stream.on('data', take);
  stream.on('end', () => messages.emit('end'));
  return messages;
}
