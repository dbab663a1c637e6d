import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { SocketConnection } from './connection';

/** A client that leaves this much unread is cut off, as servers do. */
const mostUnreadBytes = 16 * 1024 * 1024;

/** A WebSocket, with the SockJS frames (`o`, `a[…]`, `h`, `c[…]`) or raw. */
export class WebSocketConnection extends SocketConnection {
  constructor(
    private readonly webSocket: WebSocket,
    private readonly socket: Duplex,
    private readonly framed: boolean,
    query: URLSearchParams,
    failed: (error: unknown) => void,
  ) {
    super(framed ? 'sockjs-websocket' : 'raw', query, failed);
    webSocket.on('message', (data: RawData) => this.#received(data.toString()));
    webSocket.on('ping', (data: Buffer) => webSocket.pong(data));
    webSocket.on('error', () => webSocket.terminate());
    webSocket.on('close', () => this.ended());
  }

  /** The SockJS opening frame. */
  greet(): void {
    if (this.framed) {
      this.#transmit('o');
    }
  }

  override drop(): void {
    this.socket.destroy();
    this.ended();
  }

  override heartbeat(): void {
    if (this.framed && this.open && !this.frozen) {
      this.#transmit('h');
    }
  }

  protected override write(json: string): void {
    this.#transmit(this.framed ? `a[${json}]` : json);
  }

  protected override writeClose(code: number, reason: string): void {
    if (this.framed) {
      this.#transmit(`c${JSON.stringify([code, reason])}`);
      this.webSocket.close(1000);
    } else {
      this.webSocket.close(code, reason);
    }
  }

  protected override deafen(): void {
    // What arrives is read from TCP and thrown away, so that the end of the connection is still noticed.
    this.socket.removeAllListeners('data');
    this.socket.on('data', () => undefined);
    this.socket.resume();
  }

  protected override pause(): void {
    this.webSocket.pause();
  }

  protected override resume(): void {
    if (!this.frozen) {
      this.webSocket.resume();
    }
  }

  #transmit(text: string): void {
    if (this.webSocket.bufferedAmount > mostUnreadBytes) {
      this.drop();
    } else {
      this.webSocket.send(text, () => undefined);
    }
  }

  #received(text: string): void {
    if (!this.framed) {
      void this.receive(text);
      return;
    }
    const messages = readSockJsMessages(text);
    if (!messages) {
      this.drop();
      return;
    }
    for (const message of messages) {
      void this.receive(message);
    }
  }
}

/** The messages of one SockJS frame from a client: a list of strings, or one string; undefined when it is neither. */
export function readSockJsMessages(text: string): string[] | undefined {
  if (text === '') {
    return [];
  }
  try {
    const frame: unknown = JSON.parse(text);
    const messages: unknown[] = Array.isArray(frame) ? frame : [frame];
    return messages.every((message) => typeof message === 'string') ? messages : undefined;
  } catch {
    return undefined;
  }
}
