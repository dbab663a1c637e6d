import { type WebSocket, WebSocketServer } from 'ws';
import type { ShopfloorError } from '../../../lib/errors';
import type { ConnectionSettings } from '../../../lib/http';
import {
  type ConnectionStateName,
  HandshakeGate,
  StreamConnection,
  type StreamConnectionOptions,
  TransportChoice,
} from '../../../lib/stream';
import { WebSocketTransport } from '../../../lib/stream/websocket-transport';
import type { KeyPair } from '../../support/certificates';
import { eventually } from '../../support/eventually';
import { type Handler, TestServer } from '../../support/servers';

/** A server of WebSockets, and of whatever else the handler answers. */
export class SocketServer {
  readonly sockets = new Set<WebSocket>();
  /** Sockets that were opened since the start. */
  opened = 0;
  onSocket: (socket: WebSocket) => void = () => undefined;
  private readonly webSockets = new WebSocketServer({ noServer: true });

  private constructor(readonly http: TestServer) {
    http.server.on('upgrade', (request, socket, head) => {
      this.webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.opened += 1;
        this.sockets.add(webSocket);
        webSocket.on('close', () => this.sockets.delete(webSocket));
        webSocket.on('error', () => undefined);
        this.onSocket(webSocket);
      });
    });
  }

  static async start(
    handler: Handler = (response) => response.writeHead(404).end(),
    tls?: KeyPair,
  ): Promise<SocketServer> {
    return new SocketServer(await TestServer.start(handler, tls));
  }

  get url(): string {
    return `${this.http.origin}/stream`;
  }

  /** The only socket that is open, as soon as there is one. */
  async socket(): Promise<WebSocket> {
    await eventually('a socket', () => this.sockets.size > 0);
    const [socket] = this.sockets;
    if (!socket) throw new Error('The socket has gone');
    return socket;
  }

  stop(): Promise<void> {
    return this.http.stop();
  }
}

/** A connection whose story is written down. */
export class WatchedConnection {
  readonly states: ConnectionStateName[] = [];
  readonly errors: ShopfloorError[] = [];
  readonly messages: unknown[] = [];
  readonly connection: StreamConnection;

  constructor(
    url: string,
    options: Partial<StreamConnectionOptions> = {},
    settings: Partial<ConnectionSettings> = {},
  ) {
    this.connection = new StreamConnection({
      settings: { timeoutMs: 2_000, ...settings },
      transports: new TransportChoice([new WebSocketTransport()]),
      gate: new HandshakeGate(),
      address: async () => ({ url, query: { session_id: 'token' } }),
      backoff: { firstMs: 20, longestMs: 200 },
      onOpen: () => undefined,
      onMessage: (data) => this.messages.push(data),
      onState: (state, error) => {
        this.states.push(state);
        if (error) this.errors.push(error);
      },
      ...options,
    });
  }

  start(): this {
    this.connection.start();
    return this;
  }

  stop(): void {
    this.connection.stop();
  }

  reaches(state: ConnectionStateName): Promise<void> {
    return eventually(
      `state ${state}, not ${this.connection.stateName}`,
      () => this.connection.stateName === state,
    );
  }

  async error(index = 0): Promise<ShopfloorError> {
    await eventually(`error ${index}`, () => this.errors.length > index);
    return this.errors[index] as ShopfloorError;
  }
}
