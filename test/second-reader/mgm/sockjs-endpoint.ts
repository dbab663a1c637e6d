import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { wideJson } from '../support/wide-json';
import { PollingSession } from './polling-session';

/** What a server sees of one client, whatever it is connected by. */
export interface Connection {
  readonly query: URLSearchParams;
  send(...messages: unknown[]): void;
  close(code: number, reason: string): void;
}

export interface ConnectionHandlers {
  onMessage(text: string): void;
  onClose?(): void;
}

export interface EndpointHabits {
  /** Whether a message leaves as an object or as a text that holds one. */
  messages?: 'objects' | 'strings';
  /** The ways that this server has. */
  transports?: readonly ('raw' | 'websocket' | 'polling')[];
  /** Every answer to a handshake is this status. */
  handshake?: { status: number; headers?: Record<string, string> };
}

/** Accepts a client; what it returns hears what the client says. */
export type Accept = (connection: Connection) => ConnectionHandlers;

/** The addresses below one SockJS endpoint: info, the raw WebSocket, WebSocket and polling sessions. */
export class SockjsEndpoint {
  readonly #webSockets = new WebSocketServer({ noServer: true });
  readonly #sessions = new Map<string, PollingSession>();
  /** How clients connected, in order. */
  readonly opened: string[] = [];

  constructor(
    private readonly prefix: string,
    private readonly habits: EndpointHabits,
    private readonly accept: Accept,
  ) {}

  /** Takes the upgrades of a server that are meant for this endpoint. */
  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const { pathname, searchParams } = addressOf(request);
      if (!pathname.startsWith(`${this.prefix}/`)) return;
      const rest = pathname.slice(this.prefix.length);
      const kind = rest === '/websocket' ? 'raw' : 'websocket';
      const isKnown = rest === '/websocket' || /^\/[^/.]+\/[^/.]+\/websocket$/.test(rest);
      const { handshake } = this.habits;
      const refusal = handshake ?? (isKnown && this.#has(kind) ? undefined : { status: 404 });
      if (refusal) {
        const headers = Object.entries(refusal.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
        socket.end(
          `HTTP/1.1 ${refusal.status} No\r\n${headers.join('')}Content-Length: 0\r\nConnection: close\r\n\r\n`,
        );
        return;
      }
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.opened.push(kind);
        if (kind === 'raw') this.#serveRaw(webSocket, searchParams);
        else this.#serveFramed(webSocket, searchParams);
      });
    });
  }

  /** Answers what belongs to polling; false when the address is none of this endpoint's. */
  handle(request: IncomingMessage, response: ServerResponse, body: string): boolean {
    const { pathname, searchParams } = addressOf(request);
    if (!pathname.startsWith(`${this.prefix}/`)) return false;
    const rest = pathname.slice(this.prefix.length);
    if (rest === '/info') {
      const text = JSON.stringify({
        websocket: this.#has('websocket'),
        origins: ['*:*'],
        cookie_needed: false,
        entropy: 3_000_000_000 + this.opened.length,
      });
      response.writeHead(200, { 'Content-Type': 'application/json; charset=UTF-8' }).end(text);
      return true;
    }
    const [, id = '', transport = ''] = /^\/[^/.]+\/([^/.]+)\/(xhr|xhr_streaming|xhr_send)$/.exec(rest) ?? [];
    if (request.method !== 'POST' || transport === '' || !this.#has('polling')) {
      response.writeHead(404).end();
      return true;
    }
    let session = this.#sessions.get(id);
    if (transport === 'xhr_send') {
      if (session) session.receive(response, body);
      else response.writeHead(404).end();
      return true;
    }
    if (session === undefined) {
      session = new PollingSession(searchParams, (message) => this.#text(message));
      this.#sessions.set(id, session);
      session.handlers = this.accept(session);
      this.opened.push(transport);
    }
    session.answer(response, transport === 'xhr_streaming');
    return true;
  }

  /** Ends what is open, as a server that stops. */
  stop(): void {
    for (const client of this.#webSockets.clients) client.terminate();
    for (const session of this.#sessions.values()) session.close(3000, 'Go away!');
    this.#webSockets.close();
  }

  #has(kind: 'raw' | 'websocket' | 'polling'): boolean {
    return (this.habits.transports ?? ['raw', 'websocket', 'polling']).includes(kind);
  }

  /** A message on the wire: by default what the vendor's page reads, an object. */
  #text(message: unknown): string {
    const text = typeof message === 'string' ? message : wideJson(message);
    return this.habits.messages === 'strings' || typeof message === 'string' ? JSON.stringify(text) : text;
  }

  #serveRaw(webSocket: WebSocket, query: URLSearchParams): void {
    const handlers = this.accept({
      query,
      send: (...messages) => {
        if (webSocket.readyState !== webSocket.OPEN) return;
        const texts = messages.map((message) =>
          typeof message === 'string' ? message : this.#text(message),
        );
        webSocket.send(texts.length === 1 ? String(texts[0]) : `[${texts.join(',')}]`);
      },
      close: (code, reason) => webSocket.close(code, reason),
    });
    webSocket.on('message', (data) => handlers.onMessage(data.toString()));
    webSocket.on('close', () => handlers.onClose?.());
  }

  #serveFramed(webSocket: WebSocket, query: URLSearchParams): void {
    webSocket.send('o');
    const handlers = this.accept({
      query,
      send: (...messages) => {
        if (webSocket.readyState !== webSocket.OPEN) return;
        webSocket.send(`a[${messages.map((message) => this.#text(message)).join(',')}]`);
      },
      close: (code, reason) => {
        webSocket.send(`c${JSON.stringify([code, reason])}`);
        webSocket.close(1000);
      },
    });
    webSocket.on('message', (data) => {
      const said = JSON.parse(data.toString()) as string | string[];
      for (const text of [said].flat()) handlers.onMessage(text);
    });
    webSocket.on('close', () => handlers.onClose?.());
  }
}

function addressOf({ url = '/' }: IncomingMessage): URL {
  return new URL(url, 'http://any');
}
