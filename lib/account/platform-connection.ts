import { TaskGroup } from '../async/timing';
import { AbortedError, toShopfloorError } from '../errors';
import {
  ApiClient,
  type Call,
  CallPause,
  type CallResult,
  type ConnectionSettings,
  type HttpStreamResponse,
  type HttpTransport,
  PlatformClock,
  type Protocol,
  type RateLimiter,
  Redactor,
  type SlidingWindowLimits,
  type StreamCall,
} from '../http';
import { sha256 } from '../json/digest';
import { Session, type TokenProvider } from '../session';
import { LoginAttempts } from '../session/login-attempts';
import { checkedBaseUrl } from '../settings/checked-address';
import { TIMEOUT } from '../settings/number-limits';
import { numberWithin } from '../settings/number-within';
import { type AccountStorage, LocalStore, type PlatformStore } from './account-store';

/** Options that every platform's client takes. */
export interface PlatformOptions extends Partial<ConnectionSettings> {
  baseUrl: string;
  /** Where its token is kept and its calls are counted; in this client when left out. */
  store?: PlatformStore;
  /**
   * Called once with the number of ms by which this computer's clock is ahead of the platform's, where calls are signed
   * with the time.
   */
  onClockOff?: (aheadMs: number) => void;
}

/** What differs from platform to platform. */
export interface PlatformSetUp {
  protocol: Protocol;
  /** Settings that make a token of its own, such as the account's public id; no secrets. */
  identity: readonly string[];
  /** The name that logs in, which a platform would lock. */
  login: string;
  /** Secrets are never shown. Whoever changes one must log in anew. */
  secrets: readonly string[];
  /** `api` calls without a token; `redactor` learns what a login makes of the secrets; `clock` is the platform's. */
  tokenProvider(api: ApiClient, redactor: Redactor, clock: PlatformClock): TokenProvider;
  /** How many calls the platform takes. */
  limits?: SlidingWindowLimits;
}

/** The HTTP side that all platforms share: transport, session and calls, and one `close` for all of them. */
export class PlatformConnection {
  readonly session: Session;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly settings: ConnectionSettings;
  readonly redactor = new Redactor();
  /** The platform's. */
  readonly clock: PlatformClock;
  readonly pause = new CallPause();
  /** Used with `session` for calls whose body or answer is streamed. */
  readonly http: HttpTransport;
  private readonly share: AccountStorage;
  private readonly rateLimiter: RateLimiter | undefined;
  private readonly open: ApiClient;
  private readonly authorized: ApiClient;
  private readonly tasks = new TaskGroup();

  constructor(options: PlatformOptions, setUp: PlatformSetUp) {
    const { protocol, identity, secrets, limits } = setUp;
    const { redactor } = this;
    this.baseUrl = checkedBaseUrl(options.baseUrl);
    this.settings = connectionSettings(options);
    const { proxy, tls } = this.settings;
    for (const secret of [...secrets, proxy?.password, passwordIn(proxy?.url), tls?.passphrase]) {
      redactor.addSecret(secret);
    }
    // Node.js's HTTP and TLS are loaded with the first client, not with the package.
    const { AxiosTransport } = require('../http/axios-transport') as typeof import('../http/axios-transport');
    this.http = new AxiosTransport({ ...this.settings, baseUrl: this.baseUrl });
    this.clock = new PlatformClock(options.onClockOff);
    const { baseUrl } = this;
    const shared = { baseUrl, transport: this.http, protocol, redactor, clock: this.clock };
    this.open = new ApiClient(shared);
    const { platform } = protocol;
    this.share = (options.store ?? new LocalStore()).account({ platform, baseUrl, identity, secrets });
    this.rateLimiter = limits && this.share.rateLimiter(limits);
    this.session = new Session({
      key: sessionKey(platform, baseUrl, setUp),
      tokenProvider: setUp.tokenProvider(this.open, redactor, this.clock),
      store: this.share.tokens,
      attempts: new LoginAttempts([platform, new URL(baseUrl).origin, setUp.login]),
    });
    this.authorized = new ApiClient({
      ...shared,
      session: this.session,
      ...(this.rateLimiter ? { rateLimiter: this.rateLimiter, pause: this.pause } : {}),
    });
  }

  call(call: Call): Promise<CallResult> {
    return this.whileOpen((signal) => this.authorized.call({ ...call, signal }), call.signal);
  }

  /** A call whose body or answer has any length. */
  stream<Data>(call: StreamCall<Data>): Promise<CallResult<Data>> {
    return this.whileOpen((signal) => this.authorized.stream({ ...call, signal }), call.signal);
  }

  /** The data of a streamed answer that is no content but JSON; throws where it tells a failure. */
  readStreamed(response: HttpStreamResponse, operation: string): Promise<unknown> {
    return this.authorized.readStreamed(response, operation);
  }

  /** A call that needs no token. */
  callOpenly(call: Call): Promise<CallResult> {
    return this.whileOpen((signal) => this.open.call({ ...call, signal }), call.signal);
  }

  /** A login that is an operation like others: it shares the pauses of the session's own logins after refused ones. */
  sendLogin(call: Call): Promise<CallResult> {
    return this.whileOpen(
      (signal) => this.session.sendLogin(() => this.open.call({ ...call, signal })),
      call.signal,
    );
  }

  /** Runs a task that is given up when the caller gives up or the account is closed. */
  async whileOpen<T>(task: (signal: AbortSignal) => Promise<T>, asked?: AbortSignal): Promise<T> {
    try {
      return await this.tasks.run(task, asked);
    } catch (thrown) {
      throw toShopfloorError(thrown);
    }
  }

  /** Throws `AbortedError` once it is closed, because nothing would ever end what is begun later. */
  checkOpen(): void {
    if (this.tasks.isClosed) throw new AbortedError('The client was closed');
  }

  /** Ends all calls at once. */
  close(): void {
    // Calls that are being given up still report their outcome.
    this.tasks.close(() => setImmediate(() => this.redactor.close()));
    this.session.close();
    this.rateLimiter?.close?.();
    this.pause.close();
    this.share.close();
    this.http.close();
  }
}

/** The key contains a hash of the secrets, so that whoever changes one must log in with it. */
function sessionKey(platform: string, baseUrl: string, { identity, secrets }: PlatformSetUp): string {
  const fingerprint = sha256(JSON.stringify(secrets)).slice(0, 16);
  return [platform, baseUrl, ...identity, fingerprint].join(' ');
}

/** Percent-encoded, as in an address. */
function passwordIn(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).password : undefined;
}

function connectionSettings({
  timeoutMs,
  largestAnswer,
  mostValues,
  largestFile,
  longestFetchMs,
  tls,
  proxy,
}: PlatformOptions): ConnectionSettings {
  return {
    timeoutMs: numberWithin(TIMEOUT, timeoutMs),
    ...(largestAnswer === undefined ? {} : { largestAnswer }),
    ...(mostValues === undefined ? {} : { mostValues }),
    ...(largestFile === undefined ? {} : { largestFile }),
    ...(longestFetchMs === undefined ? {} : { longestFetchMs }),
    ...(tls ? { tls } : {}),
    ...(proxy ? { proxy } : {}),
  };
}
