import { SockJsTransport } from './sockjs/sockjs-transport';
import type { StreamTransport, StreamTransportName } from './transport';
import { WebSocketTransport } from './websocket-transport';

export type TransportSetting = 'auto' | StreamTransportName;

/** Ms after which the first transport is tried again. */
const FIRST_AGAIN_MS = 600_000;

/** Which transport an account uses now; shared by its sockets, so that one learns from another's failure. */
export class TransportChoice {
  private index = 0;
  private firstAgainAt = Number.POSITIVE_INFINITY;

  constructor(
    private readonly transports: [StreamTransport, ...StreamTransport[]],
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The transport for the next attempt. */
  get current(): StreamTransport {
    if (this.now() >= this.firstAgainAt) this.choose(0);
    return this.transports[this.index] ?? this.transports[0];
  }

  /** The server would not speak this transport. True when another one is to be tried. */
  refused(transport: StreamTransport): boolean {
    if (this.transports.length === 1) return false;
    if (transport === this.current) this.choose((this.index + 1) % this.transports.length);
    return true;
  }

  private choose(index: number): void {
    this.index = index;
    this.firstAgainAt = index === 0 ? Number.POSITIVE_INFINITY : this.now() + FIRST_AGAIN_MS;
  }
}

/** The transports behind a setting: `auto` tries `websocket` and then `sockjs`. */
export function chooseTransports(setting: TransportSetting): TransportChoice {
  if (setting === 'sockjs') return new TransportChoice([new SockJsTransport()]);
  if (setting === 'websocket') return new TransportChoice([new WebSocketTransport()]);
  return new TransportChoice([new WebSocketTransport(), new SockJsTransport()]);
}
