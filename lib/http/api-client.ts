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
import type { HttpRequest, HttpTransport } from './transport';

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

type Sent = Answer & { status: number };

/** How often a call's request was sent: for passing faults, and for a token that was refused. */
interface Sending {
  attempts: number;
}

/**
 * The one way to call a platform: token, place in the rate limiter, request, the platform's reading of the
 * answer; a refused token costs one repeat, passing faults as many as are safe.
 */
export class ApiClient {
  constructor(private readonly options: ApiClientOptions) {}

  async call(call: Call): Promise<CallResult> {
    const { protocol } = this.options;
    const started = performance.now();
    const sending: Sending = { attempts: 0 };
    try {
      const { data, status, code, message } = await this.repeatedly(call, sending);
      const report: CallReport = {
        platform: protocol.platform,
        operation: call.operation,
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
      const isUnsent = error instanceof InputError && !isStreamed(call);
      if (error.operation === undefined && !isUnsent) error.attempts = sending.attempts;
      throw error.during(protocol.platform, call.operation);
    }
  }

  private async repeatedly(call: Call, sending: Sending): Promise<Sent> {
    if (isStreamed(call)) return this.authorized(call, sending);
    return (await withRetries(() => this.authorized(call, sending), call.safety, call.signal)).value;
  }

  private async authorized(call: Call, sending: Sending): Promise<Sent> {
    const { session } = this.options;
    if (!session) return this.send(call, sending);
    // The token is asked for before the turn, so that a call without one waits for nothing; in its turn the call takes
    // the token that is live then.
    let token = await this.token(session, call);
    const liveToken = async () => {
      token = await this.token(session, call);
      return token;
    };
    try {
      return await this.send(call, sending, liveToken);
    } catch (thrown) {
      const problem = thrown instanceof PlatformError ? thrown.tokenProblem : undefined;
      if (problem === undefined) throw thrown;
      const refused = token;
      session.refused(refused, problem);
      if (isStreamed(call) || (await liveToken()).value === refused.value) throw thrown;
      return this.send(call, sending, liveToken);
    }
  }

  private async token(session: Pick<Session, 'token'>, call: Call): Promise<Token> {
    const token = await session.token(call.signal);
    this.options.redactor.addTokens(token);
    return token;
  }

  private async send(call: Call, sending: Sending, liveToken?: () => Promise<Token>): Promise<Sent> {
    const { transport, protocol, rateLimiter, clock } = this.options;
    const giveBack = await rateLimiter?.take(call.signal);
    try {
      const onFreshConnection = call.safety === 'change';
      const asked = { ...call.request, onFreshConnection };
      const request = liveToken ? protocol.authorize(asked, await liveToken()) : asked;
      sending.attempts += 1;
      const sentAt = steadyTime();
      const response = await transport.send(request, call.signal);
      clock?.learn(response, sentAt);
      refuseForeign(response, protocol.platform);
      return { ...protocol.read(response, call.operation), status: response.status };
    } catch (thrown) {
      const error = toShopfloorError(thrown);
      if (error.kind === 'rate-limit') this.pause(retryAfterOf(error));
      throw error;
    } finally {
      giveBack?.();
    }
  }

  private pause(ms: number): void {
    this.options.rateLimiter?.pause(ms);
    this.options.pause?.begin(ms);
  }
}

/** A body that was begun cannot be sent again. */
function isStreamed({ request }: Call): boolean {
  return request.body instanceof Readable;
}

const DEFAULT_RATE_PAUSE_MS = 1_000;

function retryAfterOf(error: ShopfloorError): number {
  return (error instanceof PlatformError ? error.retryAfterMs : undefined) ?? DEFAULT_RATE_PAUSE_MS;
}
