import SockJS from 'sockjs-client';
import type { ConnectionSettings } from '../http/settings';
import {
  type StreamAddress,
  type StreamEvents,
  type StreamSocket,
  type StreamTransport,
  withQuery,
} from './transport';

/**
 * What sockjs-client keeps to itself and its user must know: how much is still on its way out (its interface
 * has no `bufferedAmount`, and a 50 MB file would pile up in memory unseen), and the TCP socket, which it never
 * destroys when the peer has gone silent. Every field is optional here, so that another version of the library
 * costs the back-pressure and not the connection.
 */
interface SockJsInternals {
  _transportTimeoutId?: NodeJS.Timeout | null;
  _transport?: {
    ws?: { _stream?: { writableLength: number; destroy(): void } } | null;
    sendBuffer?: string[];
  } | null;
}

interface SockJsSocket extends Omit<WebSocket, 'onheartbeat'>, SockJsInternals {
  onheartbeat: (() => void) | null;
}

const SILENCE_WITH_DEFAULT_HEARTBEAT_MS = 60_000;

/** SockJS through sockjs-client: gets through where plain WebSockets are blocked. Knows no CA and no proxy. */
export class SockJsTransport implements StreamTransport {
  readonly name = 'sockjs';

  /** SockJS servers send a heartbeat every 25 s; two may be missed. */
  constructor(readonly longestSilenceMs = SILENCE_WITH_DEFAULT_HEARTBEAT_MS) {}

  open(address: StreamAddress, settings: ConnectionSettings, events: StreamEvents): StreamSocket {
    const socket = new SockJS(withQuery(address.url, address.query), undefined, {
      transports: ['websocket', 'xhr-streaming', 'xhr-polling'],
      timeout: settings.timeoutMs,
    }) as unknown as SockJsSocket;
    let tcp: { destroy(): void } | undefined;
    let ended = false;
    socket.onopen = () => {
      tcp = socket._transport?.ws?._stream;
      events.onOpen();
    };
    socket.onmessage = (message) => {
      events.onAlive();
      events.onMessage(message.data);
    };
    socket.onheartbeat = () => events.onAlive();
    socket.onclose = (event) => {
      if (ended) return;
      ended = true;
      tcp?.destroy();
      const reason = `closed (${event.code}${event.reason === '' ? '' : ` ${event.reason}`})`;
      events.onClose({ reason, wrongTransport: event.code === 1002 || event.code === 2000 });
    };
    return {
      send: (text) => socket.send(text),
      unsentBytes: () => unsentBytes(socket),
      ping: () => undefined,
      terminate: () => {
        if (ended) return;
        ended = true;
        socket.onopen = null;
        socket.onmessage = null;
        socket.onheartbeat = null;
        clearTimeout(socket._transportTimeoutId ?? undefined);
        const connecting = socket._transport?.ws?._stream;
        if (socket.readyState < SockJS.CLOSING) socket.close();
        (tcp ?? connecting)?.destroy();
      },
    };
  }
}

function unsentBytes({ _transport: transport }: SockJsInternals): number {
  const inSocket = transport?.ws?._stream?.writableLength ?? 0;
  return (transport?.sendBuffer ?? []).reduce((sum, message) => sum + message.length, inSocket);
}
