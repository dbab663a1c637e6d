import type { ServerResponse } from 'node:http';
import type { Connection, ConnectionHandlers } from './sockjs-endpoint';

/** A client that fetches its messages by requests that stay open, as SockJS does without WebSocket. */
export class PollingSession implements Connection {
  handlers: ConnectionHandlers | undefined;
  readonly #frames: string[] = ['o'];
  #closing: string | undefined;
  #waiting: { response: ServerResponse; isStream: boolean } | undefined;

  constructor(
    readonly query: URLSearchParams,
    private readonly text: (message: unknown) => string,
  ) {}

  send(...messages: unknown[]): void {
    this.#frames.push(`a[${messages.map(this.text).join(',')}]`);
    this.#flush();
  }

  close(code: number, reason: string): void {
    this.#closing ??= `c${JSON.stringify([code, reason])}`;
    this.#flush();
  }

  /** A request for messages: it waits until there is one, and a stream goes on after it. */
  answer(response: ServerResponse, isStream: boolean): void {
    response.writeHead(200, { 'Content-Type': 'application/javascript; charset=UTF-8' });
    if (isStream) response.write(`${'h'.repeat(2048)}\n`);
    if (this.#waiting) {
      response.end('c[2010,"Another connection still open"]\n');
      return;
    }
    this.#waiting = { response, isStream };
    response.on('close', () => {
      if (this.#waiting?.response !== response) return;
      this.#waiting = undefined;
      if (!response.writableEnded) this.handlers?.onClose?.();
    });
    this.#flush();
  }

  /** A request with messages of the client. */
  receive(response: ServerResponse, body: string): void {
    let messages: unknown;
    try {
      messages = JSON.parse(body);
    } catch {
      response.writeHead(500).end('Broken JSON encoding.');
      return;
    }
    response.writeHead(204, { 'Content-Type': 'text/plain; charset=UTF-8' }).end();
    if (Array.isArray(messages)) for (const message of messages) this.handlers?.onMessage(String(message));
  }

  #flush(): void {
    const { response, isStream } = this.#waiting ?? {};
    if (response === undefined) return;
    if (this.#frames.length > 0) {
      // The first frame of a session comes alone.
      const some = this.#frames[0] === 'o' ? this.#frames.splice(0, 1) : this.#frames.splice(0);
      for (const frame of some) response.write(`${frame}\n`);
      if (isStream) this.#flush();
      else this.#end(response);
    } else if (this.#closing !== undefined) {
      response.write(`${this.#closing}\n`);
      this.#end(response);
    }
  }

  #end(response: ServerResponse): void {
    this.#waiting = undefined;
    response.end();
  }
}
