import { Readable } from 'node:stream';
import { steadyTime } from '../async/clock';
import { InputError, PlatformError, type ShopfloorError, toShopfloorError } from '../errors';
import { presentableText } from '../redaction';
import type { Session } from '../session/session';
import type { Token } from '../session/token';
import type { CallPause } from './call-pause';
import { refuseForeign } from './foreign-answers';
import type { PlatformClock } from './platform-clock';
import type { Answer, Protocol } from './protocol';
import type { RateLimiter } from './rate-limiter';
import type { Redactor } from './redactor';
import { type Safety, withRetries } from './retry';
import { collect, type StreamCall, sendStreamed } from './stream-call';
import type { HttpRequest, HttpStreamResponse, HttpTransport } from './transport';

/** Options of every call besides its parameters. */
export interface CallOptions {
  /** Gives the call up when it fires; the call then rejects with `AbortedError`. */
  signal?: AbortSignal | undefined;
}

export interface Call extends CallOptions {
  /** The operation's documented name. */
  operation: string;
  safety: Safety;
  request: HttpRequest;
}

/** What a finished call was like; the `msg.call` of the nodes. */
export interface CallReport {
  platform: string;
  operation: string;
  /** HTTP status. */
  status: number;
  code?: number | string;
  message?: string;
  attempts: number;
  durationMs: number;
}

export interface CallResult<Data = unknown> {
  data: Data;
  call: CallReport;
}

export interface ApiClientOptions {
  /** Named in errors of connections that were cut. */
  baseUrl: string;
  transport: HttpTransport;
  protocol: Protocol;
  redactor: Redactor;
  rateLimiter?: RateLimiter;
  /** Told of the pauses of the rate limiter. */
  pause?: CallPause;
  /** Learns the platform's time from its answers. */
  clock?: PlatformClock;
  /** Absent where calls need no token. */
  session?: Pick<Session, 'token' | 'refused'>;
}

/** What came of a request that was sent. */
type Sent<Data> = Answer<Data> & { status: number };

/** A call as far as token, turn, repeats and report are concerned. */
interface Exchange<Data> extends CallOptions {
  operation: string;
  safety: Safety;
  /** False for a body that was begun and cannot be sent again. */
  isRepeatable: boolean;
  /** A value may turn out wrong after a part of the body was sent. */
  isStreamed: boolean;
  request(): HttpRequest | Promise<HttpRequest>;
  send(request: HttpRequest): Promise<Sent<Data>>;
}

/** How often a call's request was sent: for passing faults, and for a token that was refused. */
interface Sending {
  attempts: number;
}

const LARGEST_JSON_BYTES = 1024 * 1024;

/**
 * The one way to call a platform: token, place in the rate limiter, request, the platform's reading of the
 * answer; a refused token costs one repeat, passing faults as many as are safe.
 */
export class ApiClient {
  constructor(private readonly options: ApiClientOptions) {}

  call(call: Call): Promise<CallResult> {
    const isStreamed = call.request.body instanceof Readable;
    const { operation, safety, signal, request } = call;
    return this.perform({
      ...{ operation, safety, signal, isStreamed, isRepeatable: !isStreamed },
      request: () => request,
      send: (authorized) => this.send(call, authorized),
    });
  }

  /** A call whose body or answer has any length. */
  stream<Data>(call: StreamCall<Data>): Promise<CallResult<Data>> {
    const { transport, protocol, baseUrl } = this.options;
    const target = { transport, platform: protocol.platform, baseUrl };
    return this.perform({
      ...call,
      ...{ isStreamed: true, isRepeatable: true },
      send: (request) => sendStreamed(call, request, target),
    });
  }

  /** The data of a streamed answer that is no content but JSON; throws where it tells a failure. */
  async readStreamed(response: HttpStreamResponse, operation: string): Promise<unknown> {
    const { status, headers } = response;
    const body = await collect(response.body, LARGEST_JSON_BYTES);
    return this.options.protocol.read({ status, headers, body }, operation).data;
  }

  private async perform<Data>(exchange: Exchange<Data>): Promise<CallResult<Data>> {
    const { platform } = this.options.protocol;
    const { operation } = exchange;
    const started = performance.now();
    const sending: Sending = { attempts: 0 };
    try {
      const { data, status, code, message } = await this.repeatedly(exchange, sending);
      const report: CallReport = {
        platform,
        operation,
        status,
        ...(code === undefined ? {} : { code: typeof code === 'string' ? presentableText(code) : code }),
        ...(message === undefined ? {} : { message: presentableText(message) }),
        attempts: sending.attempts,
        durationMs: Math.round(performance.now() - started),
      };
      return { data, call: report };
    } catch (thrown) {
      const error = toShopfloorError(thrown);
      // A failed login has its own count, and a value that no address can hold is refused before anything goes out.
      const isUnsent = error instanceof InputError && !exchange.isStreamed;
      if (error.operation === undefined && !isUnsent) error.attempts = sending.attempts;
      throw error.during(platform, operation);
    }
  }

  private async repeatedly<Data>(exchange: Exchange<Data>, sending: Sending): Promise<Sent<Data>> {
    const attempt = () => this.authorized(exchange, sending);
    if (!exchange.isRepeatable) return attempt();
    return (await withRetries(attempt, exchange.safety, exchange.signal)).value;
  }

  private async authorized<Data>(exchange: Exchange<Data>, sending: Sending): Promise<Sent<Data>> {
    const { session } = this.options;
    if (!session) return this.inTurn(exchange, sending);
    // The token is asked for before the turn, so that a call without one waits for nothing; in its turn the call takes
    // the token that is live then.
    let token = await this.token(session, exchange);
    const liveToken = async () => {
      token = await this.token(session, exchange);
      return token;
    };
    try {
      return await this.inTurn(exchange, sending, liveToken);
    } catch (thrown) {
      const problem = thrown instanceof PlatformError ? thrown.tokenProblem : undefined;
      if (problem === undefined) throw thrown;
      const refused = token;
      session.refused(refused, problem);
      // The next call has the new token; this one is not done twice.
      if (problem === 'suspected' && exchange.safety === 'change') throw thrown;
      if (!exchange.isRepeatable || (await liveToken()).value === refused.value) throw thrown;
      return this.inTurn(exchange, sending, liveToken);
    }
  }

  private async token(session: Pick<Session, 'token'>, { signal }: CallOptions): Promise<Token> {
    const token = await session.token({ signal });
    this.options.redactor.addTokens(token);
    return token;
  }

  private async inTurn<Data>(
    exchange: Exchange<Data>,
    sending: Sending,
    liveToken?: () => Promise<Token>,
  ): Promise<Sent<Data>> {
    const { protocol, rateLimiter } = this.options;
    const giveBack = await rateLimiter?.take(exchange.signal);
    try {
      const onFreshConnection = exchange.safety === 'change';
      const asked = { ...(await exchange.request()), onFreshConnection };
      const request = liveToken ? protocol.authorize(asked, await liveToken()) : asked;
      sending.attempts += 1;
      return await exchange.send(request);
    } catch (thrown) {
      const error = toShopfloorError(thrown);
      if (error.kind === 'rate-limit') this.pause(retryAfterOf(error));
      throw error;
    } finally {
      giveBack?.();
    }
  }

  private async send({ operation, signal }: Call, request: HttpRequest): Promise<Sent<unknown>> {
    const { transport, protocol, clock } = this.options;
    const sentAt = steadyTime();
    const response = await transport.send(request, signal);
    clock?.learn(response, sentAt);
    refuseForeign(response, protocol.platform);
    return { ...protocol.read(response, operation), status: response.status };
  }

  private pause(ms: number): void {
    this.options.rateLimiter?.pause(ms);
    this.options.pause?.begin(ms);
  }
}

const DEFAULT_RATE_PAUSE_MS = 1_000;

function retryAfterOf(error: ShopfloorError): number {
  return (error instanceof PlatformError ? error.retryAfterMs : undefined) ?? DEFAULT_RATE_PAUSE_MS;
}
