import { delay } from '../../async/timing';
import { messageTurns } from '../../async/turns';
import { toShopfloorError } from '../../errors';
import { AxiosTransport } from '../../http/axios-transport';
import type { HttpTransport } from '../../http/transport';
import { refusal, saysNoSuchWay } from '../refusal';
import type { StreamEnd } from '../transport';
import { Carrier, type CarrierContext } from './carrier';
import { linesOf } from './lines';

/** An answer that brings nothing is asked for again at most so often, in ms: a real server keeps a client waiting. */
const IDLE_DISTANCE_MS = 1_000;

/** SockJS frames in the answers to POST requests, one after another; what goes out has requests of its own. */
abstract class XhrCarrier extends Carrier {
  private readonly http: HttpTransport;
  private readonly abort = new AbortController();
  private outgoing: string[] = [];
  private underWay = 0;

  constructor(
    url: string,
    context: CarrierContext,
    private readonly receivePath: string,
  ) {
    super(context);
    this.http = new AxiosTransport({ ...context.settings, baseUrl: url });
    void this.whileOpen(() => this.receiveAll());
  }

  send(messages: string): void {
    this.outgoing.push(messages);
    if (this.underWay === 0) void this.whileOpen(() => this.sendAll());
  }

  unsentBytes(): number {
    return this.outgoing.reduce((sum, { length }) => sum + length, this.underWay);
  }

  protected release(): void {
    this.abort.abort();
    this.http.close();
  }

  private async receiveAll(): Promise<void> {
    while (!this.isClosed) {
      const begun = performance.now();
      const isFruitful = await this.receiveAnswer();
      if (!isFruitful) await delay(begun + IDLE_DISTANCE_MS - performance.now(), this.abort.signal);
    }
  }

  /** True when the answer had more than signs of life. */
  private async receiveAnswer(): Promise<boolean> {
    const { address, longestSilenceMs: timeoutMs } = this.context;
    const path = this.receivePath;
    const request = { method: 'POST', path, query: address.query, timeoutMs } as const;
    const response = await this.http.stream(request, this.abort.signal);
    if (response.status !== 200) {
      response.body.destroy();
      const { status, headers } = response;
      throw refusal({ status, headers });
    }
    let isFruitful = false;
    for await (const line of linesOf(response.body, () => this.context.onAlive())) {
      if (this.receive(line)) isFruitful = true;
      if (messageTurns.isBusy) await messageTurns.rest();
      if (this.isClosed) break;
    }
    return isFruitful;
  }

  private async sendAll(): Promise<void> {
    while (this.outgoing.length > 0 && !this.isClosed) {
      const body = `[${this.outgoing.join(',')}]`;
      this.outgoing = [];
      this.underWay = body.length;
      const { query } = this.context.address;
      const request = { method: 'POST', path: '/xhr_send', query, body, contentType: 'text/plain' } as const;
      const response = await this.http.send(request, this.abort.signal);
      if (response.status !== 200 && response.status !== 204) throw refusal(response);
      this.underWay = 0;
    }
  }

  private async whileOpen(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (thrown) {
      this.broke(endOf(thrown));
    }
  }
}

/** One long answer after another, each with many frames. */
export class XhrStreamingCarrier extends XhrCarrier {
  static readonly transportName = 'xhr-streaming';
  static readonly roundTrips = 2;

  constructor(url: string, _baseUrl: string, context: CarrierContext) {
    super(url, context, '/xhr_streaming');
  }
}

/** One answer for each group of frames, which passes proxies that buffer long answers. */
export class XhrPollingCarrier extends XhrCarrier {
  static readonly transportName = 'xhr-polling';
  static readonly roundTrips = 2;

  constructor(url: string, _baseUrl: string, context: CarrierContext) {
    super(url, context, '/xhr');
  }
}

/** How a failed request ends its carrier. */
export function endOf(thrown: unknown): StreamEnd {
  const cause = toShopfloorError(thrown);
  const { httpStatus } = cause;
  const wrongTransport = httpStatus !== undefined && saysNoSuchWay(httpStatus);
  return { reason: httpStatus === undefined ? cause.code : `HTTP ${httpStatus}`, cause, wrongTransport };
}
