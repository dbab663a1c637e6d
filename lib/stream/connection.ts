import { Backoff, type BackoffSettings } from '../async/timing';
import { messageTurns } from '../async/turns';
import { NetworkError, PlatformError, ShopfloorError, TimeoutError, toShopfloorError } from '../errors';
import { networkError, type Peer } from '../http/network-errors';
import type { ConnectionSettings } from '../http/settings';
import { bytesOf } from '../json/value-size';
import type { HandshakeGate } from './handshake-gate';
import {
  LARGEST_MESSAGE,
  type StreamAddress,
  type StreamEnd,
  type StreamSocket,
  type StreamTransport,
} from './transport';
import type { TransportChoice } from './transport-choice';

export type ConnectionStateName = 'idle' | 'preparing' | 'connecting' | 'open' | 'waiting' | 'stopped';

export interface StreamConnectionOptions {
  settings: ConnectionSettings;
  transports: TransportChoice;
  gate: HandshakeGate;
  /** Asked before every attempt, so that each one carries the live token. */
  address(signal: AbortSignal): Promise<StreamAddress>;
  onOpen(): void;
  onMessage(data: unknown): void;
  /** What it means that the server ended the connection with these words, where the platform gives them a meaning. */
  readGoodbye?(goodbye: NonNullable<StreamEnd['goodbye']>): ShopfloorError | undefined;
  /** `error` says why, when the connection is lost or could not be made. */
  onState?(state: ConnectionStateName, error?: ShopfloorError): void;
  backoff?: BackoffSettings;
  /** Silence after which the peer is held to be gone, in ms, where the transport's own limit does not suit. */
  longestSilenceMs?: number;
  /** Delay after a failure that will not go away by itself, in ms. */
  hopelessDelayMs?: number;
}

/** The resources of each state; `leave` frees them. */
type State =
  | { name: 'idle' | 'stopped' }
  | { name: 'preparing'; abort: AbortController }
  | { name: 'connecting'; socket: StreamSocket; giveBack(): void; timer: NodeJS.Timeout }
  | { name: 'open'; socket: StreamSocket; heartbeat: NodeJS.Timeout }
  | { name: 'waiting'; timer: NodeJS.Timeout };

// With these delays the socket is back within ten seconds after a fault has ended, handshake included.
const DEFAULT_BACKOFF: BackoffSettings = { firstMs: 1_000, longestMs: 6_000 };
const HOPELESS_DELAY_MS = 60_000;
const LONGEST_HOPELESS_DELAY_MS = 600_000;
const CHECKS_PER_SILENCE = 2.5;
/** Messages of one connection that may wait where those of all connections are too many. */
const MOST_WAITING = 500;

/**
 * One socket that is meant to stay open: idle → preparing (turn, token) → connecting → open → waiting → preparing
 * …, until stopped. Every timer and socket belongs to a state and ends with it.
 */
export class StreamConnection {
  private state: State = { name: 'idle' };
  private readonly backoff: Backoff;
  /** Attempts in a row whose credentials were refused. */
  private refusals = 0;
  private lastAlive = 0;
  private triedOtherTransport = false;
  private unsentAtEnd = 0;
  /** Messages that wait for their turn. */
  private waiting = 0;

  constructor(private readonly options: StreamConnectionOptions) {
    this.backoff = new Backoff(options.backoff ?? DEFAULT_BACKOFF);
  }

  get stateName(): ConnectionStateName {
    return this.state.name;
  }

  start(): void {
    if (this.state.name === 'idle') void this.prepare();
  }

  stop(): void {
    if (this.state.name !== 'stopped') this.enter({ name: 'stopped' });
  }

  /** True when the text was handed to an open socket. */
  send(text: string): boolean {
    if (this.state.name !== 'open') return false;
    this.state.socket.send(text);
    return true;
  }

  /** The open socket's unsent bytes; 0 when it is not open. */
  unsentBytes(): number {
    return this.state.name === 'open' ? this.state.socket.unsentBytes() : 0;
  }

  /** The bytes that the last connection that was open took with it, unsent. */
  get lostUnsent(): number {
    return this.unsentAtEnd;
  }

  /** Confirms that this connection works, so that the next failure starts with a short delay again. */
  confirm(): void {
    this.backoff.reset();
  }

  /** Ends the present connection because of a message of the peer, and connects again as usual. */
  drop(error: ShopfloorError): void {
    if (this.state.name === 'open' || this.state.name === 'connecting') this.wait(error);
  }

  private async prepare(): Promise<void> {
    const abort = new AbortController();
    this.enter({ name: 'preparing', abort });
    let giveBack: (() => void) | undefined;
    try {
      giveBack = await this.options.gate.take(abort.signal);
      const address = await this.options.address(abort.signal);
      if (abort.signal.aborted) giveBack();
      else this.connect(address, giveBack);
    } catch (thrown) {
      giveBack?.();
      if (!abort.signal.aborted) this.wait(toShopfloorError(thrown));
    }
  }

  private connect(address: StreamAddress, giveBack: () => void): void {
    const { settings, transports } = this.options;
    const transport = transports.current;
    const isThisAttempt = () => 'socket' in this.state && this.state.socket === socket;
    const socket = transport.open(address, settings, {
      onOpen: () => {
        if (isThisAttempt()) this.opened(socket, transport);
      },
      onMessage: (data) => {
        if (messageTurns.isFull && this.waiting >= MOST_WAITING) {
          this.drop(
            new NetworkError('FLOODED', 'The platform sends more messages at once than can wait here'),
          );
          return;
        }
        this.waiting += 1;
        this.inTurn(bytesOf(data, LARGEST_MESSAGE), () => {
          this.waiting -= 1;
          if (isThisAttempt()) this.options.onMessage(data);
        });
      },
      onAlive: () => {
        this.lastAlive = performance.now();
      },
      onClose: (end) =>
        this.inTurn(0, () => {
          if (isThisAttempt()) this.ended(end, transport, address);
        }),
    });
    const timer = setTimeout(() => this.handshakeTimedOut(transport), settings.timeoutMs);
    this.enter({ name: 'connecting', socket, giveBack, timer });
  }

  /** Of what is done in a later turn no transport takes the errors. */
  private inTurn(bytes: number, work: () => void): void {
    messageTurns.take(bytes, work, (thrown) => this.drop(toShopfloorError(thrown)));
  }

  /** Some proxies drop the handshake of one transport, so the next attempt uses the other. */
  private handshakeTimedOut(transport: StreamTransport): void {
    const { settings, transports } = this.options;
    transports.refused(transport);
    this.wait(new TimeoutError(`The socket was not open within ${settings.timeoutMs} ms`));
  }

  private opened(socket: StreamSocket, transport: StreamTransport): void {
    this.lastAlive = performance.now();
    this.triedOtherTransport = false;
    const longestSilenceMs = this.options.longestSilenceMs ?? transport.longestSilenceMs;
    const heartbeat = setInterval(
      () => this.checkHeartbeat(socket, longestSilenceMs),
      longestSilenceMs / CHECKS_PER_SILENCE,
    );
    this.enter({ name: 'open', socket, heartbeat });
    this.options.onOpen();
  }

  private checkHeartbeat(socket: StreamSocket, longestSilenceMs: number): void {
    if (performance.now() - this.lastAlive > longestSilenceMs) {
      this.wait(new NetworkError('SILENT', 'The connection went silent: no heartbeat from the platform'));
    } else {
      socket.ping();
    }
  }

  private ended(end: StreamEnd, transport: StreamTransport, address: StreamAddress): void {
    const { host, protocol } = new URL(address.url);
    const refused = this.state.name === 'connecting' && end.wrongTransport === true;
    if (refused && this.options.transports.refused(transport) && !this.triedOtherTransport) {
      this.triedOtherTransport = true;
      const message = `${host} does not speak ${transport.name} (${end.reason}); another transport is tried`;
      this.wait(new NetworkError('TRANSPORT', message), 0);
    } else {
      const meant = end.goodbye && this.options.readGoodbye?.(end.goodbye);
      this.wait(meant ?? endError(end, { host, isPlain: /^(http|ws):$/.test(protocol) }));
    }
  }

  private wait(error: ShopfloorError, delayMs = this.delayAfter(error)): void {
    const timer = setTimeout(() => void this.prepare(), delayMs);
    this.enter({ name: 'waiting', timer }, error);
  }

  private delayAfter(error: ShopfloorError): number {
    const usual = this.backoff.next();
    const { retryAfterMs: asked = 0, tokenProblem } = error instanceof PlatformError ? error : {};
    // A refused token is no lasting failure: the next attempt brings another.
    const passes = error.retryable || asked > 0 || tokenProblem !== undefined;
    return Math.max(usual, passes ? asked : this.hopelessDelay(error));
  }

  /** Refused credentials are presented less and less often: accounts get locked for less. */
  private hopelessDelay({ kind }: ShopfloorError): number {
    const first = this.options.hopelessDelayMs ?? HOPELESS_DELAY_MS;
    if (kind !== 'auth' && kind !== 'permission') return first;
    this.refusals += 1;
    return Math.min(first * 2 ** (this.refusals - 1), Math.max(first, LONGEST_HOPELESS_DELAY_MS));
  }

  private enter(next: State, error?: ShopfloorError): void {
    const previous = this.state;
    if (previous.name === 'open') this.unsentAtEnd = previous.socket.unsentBytes();
    this.state = next;
    if (next.name === 'open') this.refusals = 0;
    leave(previous, next);
    this.options.onState?.(next.name, error);
  }
}

function leave(previous: State, next: State): void {
  if (previous.name === 'preparing' && next.name !== 'connecting') previous.abort.abort();
  if (previous.name === 'connecting') {
    clearTimeout(previous.timer);
    previous.giveBack();
  }
  if (previous.name === 'open') clearInterval(previous.heartbeat);
  if (previous.name === 'waiting') clearTimeout(previous.timer);
  const keepsSocket = 'socket' in next && 'socket' in previous && next.socket === previous.socket;
  if ('socket' in previous && !keepsSocket) previous.socket.terminate();
}

function endError(end: StreamEnd, peer: Peer): ShopfloorError {
  if (end.cause instanceof ShopfloorError) return end.cause;
  if (end.cause !== undefined) return networkError(peer, end.cause);
  return new NetworkError('CLOSED', `${peer.host} ended the connection: ${end.reason}`);
}
