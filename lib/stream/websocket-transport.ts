import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type WebSocket from 'ws';
import { guarded } from '../async/guard';
import { lazy } from '../async/lazy';
import { messageTurns } from '../async/turns';
import { toShopfloorError } from '../errors';
import { createTunnelAgent } from '../http/agents';
import { withQuery } from '../http/query';
import { type ConnectionSettings, proxyFor } from '../http/settings';
import { refusal, saysNoSuchWay } from './refusal';
import {
  LARGEST_MESSAGE,
  type StreamAddress,
  type StreamEnd,
  type StreamEvents,
  type StreamSocket,
  type StreamTransport,
} from './transport';

const loadWs = lazy(() => require('ws') as typeof import('ws'));

/** Beyond so many bytes that the server has not read, its pings are not answered any more. */
const MOST_UNREAD_PONGS = 65_536;
/** Bytes of a refusal that are read. */
const LONGEST_BEGINNING = 2_000;
/** A close code that says that there was none in the close frame, or no close frame (RFC 6455, section 7.4.1). */
const NO_CODE = new Set([1005, 1006]);
/** How `ws` says that something on the way answered as if it knew WebSockets, and does not. */
const NO_UPGRADE = /^Invalid (Upgrade|Sec-WebSocket-Accept) header$/;

/** The raw WebSocket address of a SockJS endpoint, through `ws`: TLS settings, proxy, pings, back-pressure. */
export class WebSocketTransport implements StreamTransport {
  readonly name = 'websocket';

  constructor(readonly longestSilenceMs = 25_000) {}

  open(address: StreamAddress, settings: ConnectionSettings, events: StreamEvents): StreamSocket {
    const url = withQuery(`${address.url.replace(/^http/, 'ws')}/websocket`, address.query);
    const target = new URL(url);
    const proxy = proxyFor(target, settings.proxy);
    const agent = proxy && createTunnelAgent(target, proxy, settings);
    const { WebSocket: WsSocket } = loadWs();
    const socket = new WsSocket(url, {
      ...settings.tls,
      ...(agent ? { agent } : {}),
      maxPayload: LARGEST_MESSAGE,
      perMessageDeflate: false,
      followRedirects: false,
      // Otherwise one bad byte in a program's name would end every connection.
      skipUTF8Validation: true,
      autoPong: false,
    });
    new WebSocketEvents(socket, events, agent).attach();
    return {
      send: (text) => socket.send(text),
      unsentBytes: () => socket.bufferedAmount,
      ping: () => {
        if (socket.readyState === socket.OPEN) socket.ping();
      },
      terminate: () => {
        socket.removeAllListeners();
        // Ending a socket that is still connecting emits an error, which needs a listener.
        socket.on('error', () => undefined);
        socket.terminate();
        agent?.destroy();
      },
    };
  }
}

/** Translates the events of one `ws` socket and sees to it that `onClose` comes exactly once. */
class WebSocketEvents {
  private ended = false;
  private isResting = false;
  /** What the last ping said that is not answered yet. */
  private ping: Buffer | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly events: StreamEvents,
    private readonly agent: Agent | undefined,
  ) {}

  attach(): void {
    const { socket } = this;
    const guard = <Args extends readonly unknown[]>(handle: (...args: Args) => void) =>
      guarded(handle, (thrown) => this.failed(thrown));
    const onUpgrade = guard((response: IncomingMessage) => this.upgraded(response.socket));
    const onOpen = guard(() => this.events.onOpen());
    const onMessage = guard((data: WebSocket.RawData) => this.received(data));
    const onPing = guard((data: Buffer) => this.pinged(data));
    const onPong = guard((data: Buffer) => this.counted(data));
    const onRefusal = guard((request: ClientRequest, response: IncomingMessage) => {
      beginningOf(response, (body) => {
        request.destroy();
        this.refused(response, body);
      });
    });
    const onClose = guard((code: number, reason: Buffer) => this.closed(code, reason.toString()));
    socket.on('upgrade', onUpgrade).on('open', onOpen).on('message', onMessage);
    socket.on('ping', onPing).on('pong', onPong);
    socket.on('unexpected-response', onRefusal).on('close', onClose);
    socket.on('error', (error) =>
      this.end({ reason: reasonOf(error), cause: error, wrongTransport: NO_UPGRADE.test(error.message) }),
    );
  }

  /** Every byte is a sign of life, whatever it is part of. */
  private upgraded(tcp: Socket): void {
    const onData = guarded(
      () => this.events.onAlive(),
      (thrown) => this.failed(thrown),
    );
    // A listener starts the stream, so it is added after `ws` has added its own.
    this.socket.once('open', () => tcp.on('data', onData));
  }

  private received(data: WebSocket.RawData): void {
    this.events.onMessage(data.toString());
    this.rest();
  }

  /** Of pings that come at once the last is answered (RFC 6455, section 5.5.3): a server could send any number. */
  private pinged(data: Buffer): void {
    if (this.ping === undefined) setImmediate(() => this.answerPing());
    this.ping = data;
    this.counted(data);
  }

  private answerPing(): void {
    const { socket, ping } = this;
    this.ping = undefined;
    if (socket.readyState === socket.OPEN && socket.bufferedAmount < MOST_UNREAD_PONGS) socket.pong(ping);
  }

  /** Pings and pongs get no more of a turn of the event loop than messages. */
  private counted({ length }: Buffer): void {
    messageTurns.count(length);
    this.rest();
  }

  private refused({ statusCode: status = 0, headers }: IncomingMessage, body: Buffer): void {
    const { 'retry-after': retryAfter } = headers;
    const cause = refusal({
      status,
      headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
      body,
    });
    // What a proxy says of the address is the same for every transport.
    const wrongTransport = saysNoSuchWay(status) && cause.isForeign !== true;
    this.end({ reason: `HTTP ${status}`, cause, wrongTransport });
  }

  private closed(code: number, reason: string): void {
    const words = reason === '' ? '' : ` ${reason}`;
    this.end({
      reason: `closed (${code}${words})`,
      ...(NO_CODE.has(code) ? {} : { goodbye: { code, reason } }),
    });
  }

  /** What a handler throws ends this connection. */
  private failed(thrown: unknown): void {
    this.socket.terminate();
    this.end({ reason: 'its data could not be handled', cause: toShopfloorError(thrown) });
  }

  /** No more is read while messages of this or other sockets wait for their turn: all of it would be in memory. */
  private rest(): void {
    if (!messageTurns.isBusy || this.isResting) return;
    this.isResting = true;
    this.socket.pause();
    void messageTurns.rest().then(() => {
      this.isResting = false;
      this.socket.resume();
    });
  }

  private end(end: StreamEnd): void {
    if (this.ended) return;
    this.ended = true;
    this.agent?.destroy();
    this.events.onClose(end);
  }
}

/** What is read of a page in place of the handshake: that of HTTP 400 may say that the port wants TLS. */
function beginningOf(response: IncomingMessage, take: (body: Buffer) => void): void {
  if (response.statusCode !== 400) {
    take(Buffer.alloc(0));
    return;
  }
  const pieces: Buffer[] = [];
  let length = 0;
  let isTaken = false;
  const end = () => {
    if (isTaken) return;
    isTaken = true;
    take(Buffer.concat(pieces));
  };
  response.on('data', (piece: Buffer) => {
    pieces.push(piece);
    length += piece.length;
    if (length >= LONGEST_BEGINNING) end();
  });
  response.once('end', end).once('close', end).on('error', end);
}

function reasonOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code ?? error.message;
}
