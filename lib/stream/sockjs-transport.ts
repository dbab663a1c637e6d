import SockJS from 'sockjs-client';
import { withQuery } from '../http/query';
import type { ConnectionSettings } from '../http/settings';
import type { StreamAddress, StreamEvents, StreamSocket, StreamTransport } from './transport';

/**
 * What sockjs-client keeps to itself and its user must know: how much is still on its way out (its interface
 * has no `bufferedAmount`, and a 50 MB file would pile up in memory unseen), the TCP socket, which it never
 * destroys when the peer has gone silent, and where it is sent by the server. Every field is optional here, so that another version of the library
 * costs the back-pressure and not the connection.
 */
interface SockJsInternals {
  _transportTimeoutId?: NodeJS.Timeout | null;
  /** Where the transport goes: the server's answer may name another address. */
  _transUrl?: string;
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
      // Three ways to try within one time limit.
      timeout: settings.timeoutMs / 3,
    }) as unknown as SockJsSocket;
    let tcp: { destroy(): void } | undefined;
    let ended = false;
    socket.onopen = () => {
      tcp = socket._transport?.ws?._stream;
      if (leadsElsewhere(address.url, socket)) socket.close(3000, 'The server names another host');
      else events.onOpen();
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

/** A redirect by other means: what is sent would go to a host that nobody has chosen. */
function leadsElsewhere(chosen: string, { _transUrl: used = chosen }: SockJsInternals): boolean {
  return !URL.canParse(used) || new URL(used).origin !== new URL(chosen).origin;
}

function unsentBytes({ _transport: transport }: SockJsInternals): number {
  const inSocket = transport?.ws?._stream?.writableLength ?? 0;
  return (transport?.sendBuffer ?? []).reduce((sum, message) => sum + message.length, inSocket);
}
