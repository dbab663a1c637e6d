import SockJS from 'sockjs-client';
import type { CarrierContext } from './carrier';
import type { CarrierClass } from './carriers';

/**
 * The part of sockjs-client 1.6 that is worked with here and that its interface does not show: how it comes to know the
 * server's `info`, and the carriers ("transports") that it tries one after another.
 */
interface SockJsInternals {
  /** What is to ask for `info`; null once that is known. */
  _ir: { doXhr(): void } | null;
  /** The address of the carriers. It is set here, because the server's `info` could change it. */
  _transUrl: string;
  _transports: CarrierClass[];
  /** Round-trip time, from which the least time for a carrier comes, in ms. */
  _rto: number;
  _transportTimeoutId?: NodeJS.Timeout | null;
  _connect(): void;
  _transportClose(code: number, reason: string): void;
  /** Name of the carrier that is open. */
  readonly transport?: string | null;
}

interface SockJsOptions {
  /** Time for one carrier to open, in ms. */
  timeout: number;
  /** What each carrier gets as its third argument, by its name. */
  transportOptions: Record<string, CarrierContext>;
}

const SockJsBase = SockJS as unknown as new (
  url: string,
  protocols: undefined,
  options: SockJsOptions,
) => WebSocket & SockJsInternals;

const LEAST_ROUND_TRIP_MS = 100;

export interface SockJsClientOptions {
  /** Tried in this order. */
  carriers: readonly CarrierClass[];
  /** Time for one carrier to open, in ms. */
  timeoutMs: number;
  context: CarrierContext;
  /** Called with errors that would otherwise be thrown in a timer of sockjs-client and end the process. */
  failed(thrown: unknown): void;
}

/**
 * sockjs-client with carriers of our own instead of its own network code, which knows neither CA nor proxy, takes
 * answers of any size and goes wherever the server's `info` sends it. What is left to it: sessions, the order of
 * carriers and the time that each has, the state of the connection.
 */
export class SockJsClient extends SockJsBase {
  constructor(
    url: string,
    private readonly options: SockJsClientOptions,
  ) {
    const { carriers, timeoutMs: timeout, context } = options;
    const transportOptions = Object.fromEntries(
      carriers.map(({ transportName }) => [transportName, context]),
    );
    super(url, undefined, { timeout, transportOptions });
    // Else it would ask by itself, without any limit on the answer.
    if (this._ir) this._ir.doXhr = () => this.tryCarriers();
  }

  /** Ends the connection. No event follows, and no timer is left. */
  end(): void {
    this.onopen = null;
    this.onclose = null;
    clearTimeout(this._transportTimeoutId ?? undefined);
    this.close();
  }

  override _connect(): void {
    try {
      super._connect();
    } catch (thrown) {
      this.options.failed(thrown);
    }
  }

  /** sockjs-client would let the timer of a former carrier end the next one. */
  override _transportClose(code: number, reason: string): void {
    clearTimeout(this._transportTimeoutId ?? undefined);
    super._transportClose(code, reason);
  }

  private tryCarriers(): void {
    if (this.readyState !== SockJS.CONNECTING) return;
    this._ir = null;
    this._rto = LEAST_ROUND_TRIP_MS;
    this._transUrl = this.url;
    this._transports = [...this.options.carriers];
    this._connect();
  }
}
