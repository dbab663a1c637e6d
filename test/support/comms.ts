import { once } from 'node:events';
import WebSocket from 'ws';
import { Collected } from './collected';

/** What a debug node showed. `value` is decoded where Node-RED sends JSON, else the text as sent. */
export interface DebugMessage {
  readonly nodeId: string;
  readonly name: string;
  readonly property: string | undefined;
  readonly format: string;
  readonly value: unknown;
}

export interface StatusMessage {
  readonly nodeId: string;
  readonly fill?: string;
  readonly shape?: string;
  readonly text?: string;
}

interface CommsEvent {
  readonly topic: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The editor's websocket of a running Node-RED: debug messages and node statuses as they come. */
export class Comms {
  readonly debug = new Collected<DebugMessage>((message) => JSON.stringify(message).slice(0, 300));
  readonly statuses = new Collected<StatusMessage>((status) => JSON.stringify(status));
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const events = JSON.parse(String(data)) as CommsEvent | CommsEvent[];
      for (const event of Array.isArray(events) ? events : [events]) this.#take(event);
    });
  }

  /** @param url of the editor, such as `http://127.0.0.1:1880/` */
  static async open(url: string, accessToken?: string): Promise<Comms> {
    const address = new URL('comms', url);
    address.protocol = 'ws:';
    const socket = new WebSocket(address);
    const comms = new Comms(socket);
    await once(socket, 'open');
    if (accessToken !== undefined) {
      socket.send(JSON.stringify({ auth: accessToken }));
      await once(socket, 'message');
    }
    for (const topic of ['debug', 'status/#']) socket.send(JSON.stringify({ subscribe: topic }));
    return comms;
  }

  /** The latest status of a node, or undefined when it has shown none. */
  statusOf(nodeId: string): StatusMessage | undefined {
    return this.statuses.items.findLast((status) => status.nodeId === nodeId);
  }

  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  #take({ topic, data }: CommsEvent): void {
    if (topic === 'debug') {
      const { id, name, property, format, msg } = data;
      this.debug.add({
        nodeId: String(id),
        name: String(name ?? ''),
        property: typeof property === 'string' ? property : undefined,
        format: String(format),
        value: decoded(String(format), msg),
      });
    } else if (topic?.startsWith('status/')) {
      this.statuses.add({ nodeId: topic.slice('status/'.length), ...data });
    }
  }
}

function decoded(format: string, sent: unknown): unknown {
  if (typeof sent !== 'string') return sent;
  if (format === 'number') return Number(sent);
  return /^(Object|array\[|map$|set\[|error$|boolean$)/.test(format) ? JSON.parse(sent) : sent;
}
