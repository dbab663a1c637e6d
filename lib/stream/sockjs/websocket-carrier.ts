import type { StreamSocket } from '../transport';
import { WebSocketTransport } from '../websocket-transport';
import { Carrier, type CarrierContext } from './carrier';

const webSockets = new WebSocketTransport();

/** SockJS frames on a WebSocket of their own. */
export class WebSocketCarrier extends Carrier {
  static readonly transportName = 'websocket';
  static readonly roundTrips = 2;

  private readonly socket: StreamSocket;

  constructor(url: string, _baseUrl: string, context: CarrierContext) {
    super(context);
    this.socket = webSockets.open({ url, query: context.address.query }, context.settings, {
      onOpen: () => undefined,
      onMessage: (data) => void this.receive(String(data)),
      onAlive: () => context.onAlive(),
      onClose: (end) => this.broke(end),
    });
  }

  send(messages: string): void {
    this.socket.send(`[${messages}]`);
  }

  unsentBytes(): number {
    return this.socket.unsentBytes();
  }

  override ping(): void {
    this.socket.ping();
  }

  protected release(): void {
    this.socket.terminate();
  }
}
