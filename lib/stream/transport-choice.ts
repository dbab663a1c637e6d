import { InputError } from '../errors';
import type { ConnectionSettings } from '../http/settings';
import { SockJsTransport } from './sockjs-transport';
import type { StreamTransport, StreamTransportName } from './transport';
import { WebSocketTransport } from './websocket-transport';

export type TransportSetting = 'auto' | StreamTransportName;

/** Which transport an account uses now; shared by its sockets, so that one learns from another's failure. */
export class TransportChoice {
  private index = 0;

  constructor(private readonly transports: [StreamTransport, ...StreamTransport[]]) {}

  get current(): StreamTransport {
    return this.transports[this.index % this.transports.length] ?? this.transports[0];
  }

  /** The server would not speak this transport. True when another one is to be tried. */
  refused(transport: StreamTransport): boolean {
    if (this.transports.length === 1) return false;
    if (transport === this.current) this.index += 1;
    return true;
  }
}

/**
 * The transports behind a setting. `auto` tries `websocket` and then `sockjs`; with a CA or a proxy only
 * `websocket`, as sockjs-client knows neither in Node.js.
 */
export function chooseTransports(setting: TransportSetting, settings: ConnectionSettings): TransportChoice {
  const direct = settings.tls === undefined && settings.proxy === undefined;
  if (setting === 'sockjs' && !direct) {
    throw new InputError(
      'transport',
      'The transport "sockjs" cannot use a TLS configuration or a proxy: choose "auto" or "websocket"',
    );
  }
  if (setting === 'sockjs') return new TransportChoice([new SockJsTransport()]);
  if (setting === 'websocket' || !direct) return new TransportChoice([new WebSocketTransport()]);
  return new TransportChoice([new WebSocketTransport(), new SockJsTransport()]);
}
