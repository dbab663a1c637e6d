import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { jsonReply, type Reply, refuseUpgrade, textReply } from '../reply';
import type { SimulatedRequest } from '../request';
import type { Router } from '../router';
import type { Timers } from '../timers';
import type { SocketConnection } from './connection';
import { readSockJsMessages, WebSocketConnection } from './websocket-connection';
import { type XhrMode, XhrSession } from './xhr-session';

const rememberedMs = 5000;

/** Ways in that can be barred while the simulator runs. */
export interface SocketSwitches {
  /** Every WebSocket handshake is answered with 400, as behind a proxy that passes no upgrade on. */
  blockWebSockets: boolean;
  /** Only the raw WebSocket address is barred. */
  blockRawWebSockets: boolean;
  /** Everything of SockJS is barred; only the raw WebSocket address works. */
  blockSockJs: boolean;
  /** Milliseconds between SockJS heartbeats. */
  sockjsHeartbeatMs: number;
}

export interface EndpointOptions {
  /** Path of the endpoint, such as `/v1/real_time`. */
  path: string;
  switches: SocketSwitches;
  timers: Timers;
  router: Router;
  /** Longest message in bytes. */
  messageLimit: number;
  /** Milliseconds that an xhr session waits for a client between its requests; default 5000. */
  absenceLimitMs?: number;
  /** Takes a new connection over; set its handlers before returning. */
  accept(connection: SocketConnection): void;
  /** Told of what the handlers throw. */
  failed(error: unknown): void;
}

/**
 * A SockJS endpoint (protocol 0.3.3: `info`, `websocket`, `xhr_streaming`, `xhr`, `xhr_send`) with its raw WebSocket
 * address at `<path>/websocket`. Unlike common SockJS servers it can put objects into `a[…]` frames.
 */
export class SockJsEndpoint {
  readonly #options: EndpointOptions;
  readonly #webSockets: WebSocketServer;
  readonly #connections = new Set<SocketConnection>();
  readonly #sessions = new Map<string, XhrSession>();

  constructor(options: EndpointOptions) {
    this.#options = options;
    this.#webSockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      autoPong: false,
      perMessageDeflate: false,
      maxPayload: options.messageLimit,
    });
    const { router, path } = options;
    router.add('GET', path, () => textReply('Welcome to SockJS!\n'));
    router.add('GET', `${path}/info`, () => this.#info());
    router.add('POST', `${path}/:server/:session/xhr_streaming`, (request) =>
      this.#receive(request, 'streaming'),
    );
    router.add('POST', `${path}/:server/:session/xhr`, (request) => this.#receive(request, 'polling'));
    router.add('POST', `${path}/:server/:session/xhr_send`, (request) => this.#send(request));
  }

  /** Begins the heartbeats; to be called at each start of the server. */
  start(): void {
    const beat = () => {
      for (const connection of this.#connections) {
        connection.heartbeat();
      }
      this.#options.timers.after(this.#options.switches.sockjsHeartbeatMs, beat);
    };
    this.#options.timers.after(this.#options.switches.sockjsHeartbeatMs, beat);
  }

  /** Ends all connections. */
  stop(): void {
    for (const connection of this.#connections) {
      connection.drop();
    }
    this.#sessions.clear();
  }

  /** Takes an upgrade request when it is for this endpoint, and says whether it is. */
  upgrade(request: SimulatedRequest, socket: Duplex, head: Buffer): boolean {
    const { path, switches, failed } = this.#options;
    const raw = request.path === `${path}/websocket`;
    const framed =
      !raw &&
      request.path.startsWith(`${path}/`) &&
      /^(\/[^/.]+){2}\/websocket$/.test(request.path.slice(path.length));
    if (!raw && !framed) {
      return false;
    }
    if (switches.blockWebSockets || (raw ? switches.blockRawWebSockets : switches.blockSockJs)) {
      refuseUpgrade(socket, textReply('Can "Upgrade" only to "WebSocket".', 400));
      return true;
    }
    this.#webSockets.handleUpgrade(request.stream, socket, head, (webSocket) => {
      const connection = new WebSocketConnection(webSocket, socket, framed, request.query, failed);
      connection.greet();
      this.#admit(connection);
    });
    return true;
  }

  #admit(connection: SocketConnection): void {
    this.#connections.add(connection);
    connection.whenClosed(() => this.#connections.delete(connection));
    try {
      this.#options.accept(connection);
    } catch (error) {
      this.#options.failed(error);
      connection.drop();
    }
  }

  #info(): Reply {
    if (this.#options.switches.blockSockJs) {
      return textReply('no SockJS here', 404);
    }
    const info = { websocket: true, origins: ['*:*'], cookie_needed: false, entropy: Date.now() >>> 0 };
    return jsonReply(info, 200, { 'cache-control': 'no-store' });
  }

  #receive(request: SimulatedRequest, mode: XhrMode): Reply {
    if (this.#options.switches.blockSockJs) {
      return textReply('no SockJS here', 404);
    }
    const id = request.params['session'] ?? '';
    let session = this.#sessions.get(id);
    if (!session) {
      const { timers, absenceLimitMs = 5000, failed } = this.#options;
      session = new XhrSession(timers, absenceLimitMs, request.query, failed);
      this.#sessions.set(id, session);
      this.#admit(session);
      // Remembered for a while, so that a client that asks once more learns why the session ended.
      session.whenClosed(() => this.#options.timers.after(rememberedMs, () => this.#sessions.delete(id)));
    }
    return session.receiveReply(mode);
  }

  async #send(request: SimulatedRequest): Promise<Reply> {
    const session = this.#sessions.get(request.params['session'] ?? '');
    if (this.#options.switches.blockSockJs || !session?.open) {
      return textReply('no such session', 404);
    }
    const text = await request.text();
    const messages = readSockJsMessages(text);
    if (text === '' || !messages) {
      return textReply(text === '' ? 'Payload expected.' : 'Broken JSON encoding.', 500);
    }
    await session.accept(messages);
    return { status: 204, headers: { 'content-type': 'text/plain; charset=UTF-8' } };
  }
}
