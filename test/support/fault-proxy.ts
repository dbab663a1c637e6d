import { setMaxListeners } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { eventually } from './eventually';
import { FaultLink } from './fault-link';

/** Which way bytes go: from the client to the server, or from the server to the client. */
export type Direction = 'up' | 'down';

/** What a bad network does. Bytes are counted for each connection, from the moment the fault is set. */
export type Fault =
  /** Every connection is reset, and nothing listens. */
  | { readonly kind: 'refuse' }
  /** Every connection, open or new, is reset. */
  | { readonly kind: 'reset' }
  /** Each piece is held for so long before it goes on. */
  | { readonly kind: 'delay'; readonly ms: number; readonly direction?: Direction }
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number; readonly direction?: Direction }
  /** The connection ends after so many bytes, both ways. */
  | { readonly kind: 'cut'; readonly afterBytes: number; readonly direction: Direction }
  /** Connections stay and are accepted, but nothing passes, not even their end: half-open. */
  | { readonly kind: 'freeze' }
  /** The first byte and each after so many others is inverted. */
  | { readonly kind: 'corrupt'; readonly everyBytes: number; readonly direction: Direction }
  /** Each piece goes on twice. */
  | { readonly kind: 'duplicate'; readonly direction: Direction };

/** A name that no resolver knows (RFC 6761, section 6.4), with or without a network. */
export const UNKNOWN_HOST = 'platform.invalid';

/** A TCP proxy on a free loopback port, in front of a server on this machine, that does to its bytes what it is told. */
export class FaultProxy {
  /** Connections accepted since the start. */
  accepted = 0;
  /** How often the fault that is set now has struck: a piece, or a connection that came after it. */
  struck = 0;
  readonly bytes: Record<Direction, number> = { up: 0, down: 0 };
  readonly #links = new Set<FaultLink>();
  #server: Server | undefined;
  #fault: Fault | undefined;
  #change = newChange();
  #port = 0;
  #isStopped = false;

  private constructor(private readonly target: URL) {}

  /**
   * Starts a proxy in front of the server at this address (`http://127.0.0.1:1234/v1`, any scheme), on a free port
   * unless one is given.
   */
  static async before(address: string, port = 0): Promise<FaultProxy> {
    const proxy = new FaultProxy(new URL(address));
    proxy.#port = port;
    await proxy.#listen();
    return proxy;
  }

  get port(): number {
    return this.#port;
  }

  /** The server's address with the proxy's host and port in place of its own, without a slash at its end. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.#port);
    return url.href.replace(/\/$/, '');
  }

  get fault(): Fault | undefined {
    return this.#fault;
  }

  /** Fires when another fault is set, and when the proxy stops. */
  get untilChange(): AbortSignal {
    return this.#change.signal;
  }

  /** Connections that are open on either side. */
  get openLinks(): number {
    return this.#links.size;
  }

  /** From now on, for connections that are open too. */
  async set(fault: Fault): Promise<void> {
    await this.#switchTo(fault);
    const unheard = fault.kind === 'refuse' ? this.#closeServer() : undefined;
    if (fault.kind === 'refuse' || fault.kind === 'reset') this.cutAll();
    await unheard;
  }

  /** Everything passes as it came. What was held goes on. */
  async heal(): Promise<void> {
    await this.#switchTo(undefined);
  }

  /** Sets the fault until it has struck so often, then heals. */
  async strike(fault: Fault, times = 1, timeoutMs = 20_000): Promise<void> {
    await this.set(fault);
    await eventually(`${fault.kind} strikes`, () => this.struck >= times, timeoutMs);
    await this.heal();
  }

  /** Resets what is open now. */
  cutAll(): void {
    for (const link of this.#links) link.reset();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#change.abort();
    for (const link of this.#links) link.reset();
    await this.#closeServer();
    await Promise.all([...this.#links].map(({ closed }) => closed));
  }

  async #switchTo(fault: Fault | undefined): Promise<void> {
    const before = this.#change;
    this.#change = newChange();
    this.#fault = fault;
    this.struck = 0;
    for (const link of this.#links) link.countAnew();
    before.abort();
    if (fault?.kind !== 'refuse' && !this.#server && !this.#isStopped) await this.#listen();
  }

  async #listen(): Promise<void> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.#port, '127.0.0.1', resolve);
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  #accept(client: Socket): void {
    this.accepted += 1;
    if (this.#fault?.kind === 'reset') {
      this.struck += 1;
      client.on('error', () => undefined).resetAndDestroy();
      return;
    }
    const server = connect({
      host: this.target.hostname,
      port: Number(this.target.port),
      allowHalfOpen: true,
      noDelay: true,
    });
    const link = new FaultLink(this, client, server);
    this.#links.add(link);
    link.closed.then(() => this.#links.delete(link));
  }

  async #closeServer(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server) await new Promise((resolve) => server.close(resolve));
  }
}

/** Every piece that is held listens to it. */
function newChange(): AbortController {
  const change = new AbortController();
  setMaxListeners(0, change.signal);
  return change;
}
