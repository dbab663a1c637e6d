import { once } from 'node:events';
import SockJS from 'sockjs-client';
import WebSocket from 'ws';

export type Message = Record<string, unknown>;

/** How a test connects: the raw WebSocket address, or one of sockjs-client's transports. */
export const ways = ['raw', 'websocket', 'xhr-streaming', 'xhr-polling'] as const;
export type Way = (typeof ways)[number];

/** A client socket whose messages are awaited one by one. */
export class ClientSocket {
  /** All that came, as it came. */
  readonly received: unknown[] = [];
  readonly opened: Promise<void>;
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: WebSocket | InstanceType<typeof SockJS>;
  readonly #waiting: ((message: unknown) => void)[] = [];
  #taken = 0;

  /** @param address an http address: of the endpoint, with its query */
  constructor(way: Way, address: string) {
    const socket =
      way === 'raw' ? new WebSocket(rawAddress(address)) : new SockJS(address, null, { transports: way });
    this.#socket = socket;
    const withHandlers = socket as Handlers;
    withHandlers.onmessage = ({ data }) => this.#received(data);
    this.closed = new Promise((resolve) => {
      withHandlers.onclose = ({ code, reason }) => resolve({ code, reason });
    });
    this.opened = new Promise((resolve) => {
      withHandlers.onopen = () => resolve();
    });
    withHandlers.onerror = () => undefined;
  }

  static async open(way: Way, address: string): Promise<ClientSocket> {
    const socket = new ClientSocket(way, address);
    await Promise.race([socket.opened, socket.closed]);
    return socket;
  }

  sendText(text: string): void {
    this.#socket.send(text);
  }

  send(message: unknown): void {
    this.sendText(JSON.stringify(message));
  }

  close(): void {
    this.#socket.close();
  }

  /** The next message as it came. */
  nextRaw(): Promise<unknown> {
    const at = this.#taken++;
    if (at < this.received.length) {
      return Promise.resolve(this.received[at]);
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The next message, read whether it came as an object, as JSON text, or as a string that holds JSON. */
  async next(): Promise<Message> {
    return readMessage(await this.nextRaw());
  }

  /** The next message that fits. */
  async nextWhere(fits: (message: Message) => boolean): Promise<Message> {
    let message = await this.next();
    while (!fits(message)) {
      message = await this.next();
    }
    return message;
  }

  #received(data: unknown): void {
    this.received.push(data);
    this.#waiting.shift()?.(data);
  }
}

interface Handlers {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: (() => void) | null;
}

export function readMessage(data: unknown): Message {
  let value = data;
  while (typeof value === 'string') {
    value = JSON.parse(value);
  }
  return value as Message;
}

/** The raw WebSocket address of a SockJS endpoint. */
export function rawAddress(address: string): string {
  const url = new URL(address.replace(/^http/, 'ws'));
  url.pathname += '/websocket';
  return url.href;
}

/** The HTTP status with which a WebSocket handshake is refused. */
export async function handshakeRefusal(address: string): Promise<number | undefined> {
  const socket = new WebSocket(address);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }];
  socket.on('error', () => undefined);
  socket.terminate();
  return response.statusCode;
}
