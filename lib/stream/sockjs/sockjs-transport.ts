import { PlatformError } from '../../errors';
import type { ConnectionSettings } from '../../http/settings';
import type { StreamAddress, StreamEnd, StreamEvents, StreamSocket, StreamTransport } from '../transport';
import type { Carrier, CarrierContext } from './carrier';
import { ALL_CARRIERS, type CarrierClass, ONLY_POLLING } from './carriers';
import type { SockJsClient } from './client';
import { askInfo } from './info';
import { WebSocketCarrier } from './websocket-carrier';
import { endOf, XhrPollingCarrier } from './xhr-carrier';

const SILENCE_WITH_DEFAULT_HEARTBEAT_MS = 60_000;
/** `info` and three carriers within one time limit. */
const STEPS = 4;
/** Ms after which the other carriers are tried again. */
const POLLING_ONLY_MS = 600_000;

/** sockjs-client's code for "no carrier could be opened". */
const ALL_FAILED = 2000;

/** SockJS through sockjs-client: gets through where plain WebSockets are blocked. */
export class SockJsTransport implements StreamTransport {
  readonly name = 'sockjs';
  private pollingOnlyUntil = Number.NEGATIVE_INFINITY;

  /** SockJS servers send a heartbeat every 25 s; two may be missed. */
  constructor(
    readonly longestSilenceMs = SILENCE_WITH_DEFAULT_HEARTBEAT_MS,
    private readonly now: () => number = () => performance.now(),
  ) {}

  open(address: StreamAddress, settings: ConnectionSettings, events: StreamEvents): StreamSocket {
    const pollsOnly = this.now() < this.pollingOnlyUntil;
    return new SockJsSocket(address, settings, events, {
      longestSilenceMs: this.longestSilenceMs,
      carriers: pollsOnly ? ONLY_POLLING : ALL_CARRIERS,
      // With a proxy that buffers long answers, every connection would lose the time until that shows.
      onPolling: () => {
        if (!pollsOnly) this.pollingOnlyUntil = this.now() + POLLING_ONLY_MS;
      },
      onAllFailed: () => {
        this.pollingOnlyUntil = pollsOnly ? Number.NEGATIVE_INFINITY : this.now() + POLLING_ONLY_MS;
      },
    });
  }
}

interface SockJsSocketOptions {
  longestSilenceMs: number;
  carriers: readonly CarrierClass[];
  /** Only polling worked, of all carriers. */
  onPolling(): void;
  onAllFailed(): void;
}

/** One SockJS connection; sees to it that `onClose` comes exactly once. */
class SockJsSocket implements StreamSocket, CarrierContext {
  readonly longestSilenceMs: number;
  carrier: Carrier | undefined;
  private client: SockJsClient | undefined;
  private readonly abort = new AbortController();
  private lastBroken: StreamEnd | undefined;
  private isOpen = false;
  private hasEnded = false;

  constructor(
    readonly address: StreamAddress,
    readonly settings: ConnectionSettings,
    private readonly events: StreamEvents,
    private readonly options: SockJsSocketOptions,
  ) {
    this.longestSilenceMs = options.longestSilenceMs;
    void this.begin();
  }

  send(text: string): void {
    this.client?.send(text);
  }

  unsentBytes(): number {
    return this.carrier?.unsentBytes() ?? 0;
  }

  ping(): void {
    this.carrier?.ping();
  }

  terminate(): void {
    this.hasEnded = true;
    this.abort.abort();
    this.client?.end();
  }

  onAlive(): void {
    if (!this.hasEnded) this.events.onAlive();
  }

  onMessage(data: unknown): void {
    if (!this.hasEnded) this.events.onMessage(data);
  }

  onGoodbye(code: number, reason: string): void {
    this.end({ reason: closeReason(code, reason), goodbye: { code, reason }, wrongTransport: false });
  }

  onBroken(end: StreamEnd): void {
    this.lastBroken = end;
    // A refused token or a busy server is the same on the next carrier.
    const isTold = end.cause instanceof PlatformError && end.wrongTransport !== true;
    if (isTold && !this.isOpen) this.end(end);
  }

  /** The library is loaded when it is first needed: most accounts never do. */
  private async begin(): Promise<void> {
    const { address, settings } = this;
    try {
      const { websocket } = await askInfo(address, settings, this.abort.signal);
      const { SockJsClient } = await import('./client.js');
      if (this.hasEnded) return;
      const { carriers } = this.options;
      this.client = new SockJsClient(address.url, {
        carriers: websocket ? carriers : carriers.filter((carrier) => carrier !== WebSocketCarrier),
        timeoutMs: settings.timeoutMs / STEPS,
        context: this,
        failed: (thrown) => this.end(endOf(thrown)),
      });
      this.client.onopen = () => this.opened();
      this.client.onclose = ({ code, reason }) => this.closed(code, reason);
    } catch (thrown) {
      this.end(endOf(thrown));
    }
  }

  private opened(): void {
    this.isOpen = true;
    const { carriers, onPolling } = this.options;
    if (this.client?.transport === XhrPollingCarrier.transportName && carriers.length > 1) onPolling();
    this.events.onOpen();
  }

  private closed(code: number, reason: string): void {
    if (code !== ALL_FAILED) {
      this.end(this.lastBroken ?? { reason: closeReason(code, reason) });
      return;
    }
    this.options.onAllFailed();
    this.end({ reason: closeReason(code, reason), wrongTransport: true });
  }

  private end(end: StreamEnd): void {
    if (this.hasEnded) return;
    this.terminate();
    this.events.onClose(end);
  }
}

function closeReason(code: number, reason: string): string {
  return `closed (${code}${reason === '' ? '' : ` ${reason}`})`;
}
