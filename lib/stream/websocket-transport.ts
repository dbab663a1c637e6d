import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import WebSocket from 'ws';
import { PlatformError, toShopfloorError } from '../errors';
import { guarded } from '../guard';
import { createAgent } from '../http/agents';
import { failureByStatus, retryAfterMs } from '../http/json';
import { withQuery } from '../http/query';
import { type ConnectionSettings, proxyFor } from '../http/settings';
import type { StreamAddress, StreamEnd, StreamEvents, StreamSocket, StreamTransport } from './transport';

const LARGEST_MESSAGE = 4 * 1024 * 1024;
const MESSAGES_A_BREATH = 256;

/** The raw WebSocket address of a SockJS endpoint, through `ws`: TLS settings, proxy, pings, back-pressure. */
export class WebSocketTransport implements StreamTransport {
  readonly name = 'websocket';

  constructor(readonly longestSilenceMs = 25_000) {}

  open(address: StreamAddress, settings: ConnectionSettings, events: StreamEvents): StreamSocket {
    const url = withQuery(`${address.url.replace(/^http/, 'ws')}/websocket`, address.query);
    const target = new URL(url);
    const agent = proxyFor(target, settings.proxy) ? createAgent(target, settings) : undefined;
    const socket = new WebSocket(url, {
      ...settings.tls,
      ...(agent ? { agent } : {}),
      maxPayload: LARGEST_MESSAGE,
      perMessageDeflate: false,
      followRedirects: false,
      // One bad byte in the name of a program would end the connection, again and again.
      skipUTF8Validation: true,
    });
    new WebSocketEvents(socket, events, agent).attach();
    return {
      send: (text) => socket.send(text),
      unsentBytes: () => socket.bufferedAmount,
      ping: () => {
        if (socket.readyState === WebSocket.OPEN) socket.ping();
      },
      terminate: () => {
        socket.removeAllListeners();
        // Ending a socket that is still connecting emits an error; nobody is there to hear it.
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
  private messages = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly events: StreamEvents,
    private readonly agent: Agent | undefined,
  ) {}

  attach(): void {
    const { socket, events } = this;
    const onAlive = this.guarded(() => events.onAlive());
    socket.on(
      'open',
      this.guarded(() => events.onOpen()),
    );
    socket.on(
      'message',
      this.guarded((data: WebSocket.RawData) => {
        events.onAlive();
        this.takeBreaths();
        events.onMessage(data.toString());
      }),
    );
    socket.on('ping', onAlive);
    socket.on('pong', onAlive);
    socket.on(
      'unexpected-response',
      this.guarded((request: ClientRequest, response: IncomingMessage) => {
        request.destroy();
        this.end({ reason: `HTTP ${response.statusCode}`, cause: refusal(response), wrongTransport: true });
      }),
    );
    socket.on('error', (error) => this.end({ reason: reasonOf(error), cause: error }));
    socket.on('close', (code) => this.end({ reason: `closed (${code})` }));
  }

  /** What a handler throws ends this connection. */
  private guarded<Args extends readonly unknown[]>(handle: (...args: Args) => void): (...args: Args) => void {
    return guarded(handle, (thrown) => {
      this.socket.terminate();
      this.end({ reason: 'its data could not be handled', cause: toShopfloorError(thrown) });
    });
  }

  /**
   * A stream that never stops would be read megabytes at a time before anybody downstream has a turn, and all of it
   * would be alive at once; so now and then the event loop goes round before reading goes on.
   */
  private takeBreaths(): void {
    this.messages += 1;
    if (this.messages % MESSAGES_A_BREATH > 0) return;
    this.socket.pause();
    setImmediate(() => this.socket.resume());
  }

  private end(end: StreamEnd): void {
    if (this.ended) return;
    this.ended = true;
    this.agent?.destroy();
    this.events.onClose(end);
  }
}

function refusal({ statusCode = 0, headers }: IncomingMessage): PlatformError {
  const retryAfter = headers['retry-after'];
  return new PlatformError(`The server refused the socket (HTTP ${statusCode})`, {
    ...failureByStatus(statusCode),
    code: `network:http-${statusCode}`,
    httpStatus: statusCode,
    retryAfterMs:
      retryAfter === undefined ? undefined : retryAfterMs({ headers: { 'retry-after': retryAfter } }),
  });
}

function reasonOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code ?? error.message;
}
