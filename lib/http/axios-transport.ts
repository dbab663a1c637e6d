import type { Agent } from 'node:http';
import { Readable } from 'node:stream';
import type { AxiosInstance, AxiosRequestConfig, AxiosResponse } from 'axios';
import { lazy } from '../async/lazy';
import { abortedBy, InputError, PlatformError, ShopfloorError, TimeoutError } from '../errors';
import { createAgent, createFreshAgent } from './agents';
import { type BudgetShare, ByteBudget } from './byte-budget';
import { axiosProxy, forwardProxyFor, isRefusalOfProxy } from './forward-proxy';
import { networkError, refusedByProxy } from './network-errors';
import { withQuery } from './query';
import { type ConnectionSettings, DEFAULT_LARGEST_ANSWER, FILE_FACTOR } from './settings';
import { TimeLimit } from './time-limit';
import type { HttpRequest, HttpResponse, HttpStreamResponse, HttpTransport } from './transport';

export interface AxiosTransportOptions extends ConnectionSettings {
  /** Origin, with a path prefix where the platform has one. */
  baseUrl: string;
}

/**
 * What whole answers of all accounts together may hold when they are read, which can take twenty times their size. None
 * holds it longer than that takes, so that nobody waits for a platform here.
 */
const wholeAnswers = new ByteBudget(DEFAULT_LARGEST_ANSWER);

// A platform may answer 400 to headers that its documents do not show; none of them needs these.
const NO_EXTRA_HEADERS = {
  'User-Agent': false,
  'Accept-Encoding': false,
  'Content-Type': false,
};

/** A request under way: what limits it, and what became of its body. */
interface Attempt {
  limit: TimeLimit;
  body: HttpRequest['body'];
  /** Bytes that are read into memory. */
  largestAnswer: number;
  bodyFailure?: unknown;
}

/** Requests through axios with keep-alive; follows no redirect, so that credentials stay with their host. */
export class AxiosTransport implements HttpTransport {
  private readonly agent: Agent;
  private readonly freshAgent: Agent;
  private readonly axios: () => Pick<AxiosInstance, 'request'>;
  private readonly host: string;
  private readonly isPlain: boolean;
  private readonly forwardProxy: URL | undefined;
  private readonly largestAnswer: number;
  /**
   * What the answers that arrive may hold, of which there may be as many as a flow has calls under way. Each account has
   * its own, so that a platform which sends slowly holds up no other.
   */
  private readonly arrivingAnswers = new ByteBudget(DEFAULT_LARGEST_ANSWER);

  constructor(private readonly options: AxiosTransportOptions) {
    const origin = new URL(options.baseUrl);
    this.host = origin.host;
    this.isPlain = origin.protocol === 'http:';
    this.forwardProxy = forwardProxyFor(origin, options.proxy);
    this.agent = createAgent(origin, options);
    this.freshAgent = createFreshAgent(origin, options);
    this.largestAnswer = options.largestAnswer ?? DEFAULT_LARGEST_ANSWER;
    this.axios = lazy(() => this.makeAxios());
  }

  async send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse> {
    const attempt = this.attempt(request, signal);
    try {
      const response = await this.request<Readable>(request, attempt, { responseType: 'stream' });
      const body = await this.wholeBody(response.data, attempt);
      const { mostValues } = this.options;
      return { status: response.status, headers: plainHeaders(response), body, mostValues };
    } finally {
      attempt.limit.end();
      // The answer may come before the whole body was sent; the rest is not needed any more.
      if (attempt.body instanceof Readable) attempt.body.destroy();
    }
  }

  async stream(request: HttpRequest, signal?: AbortSignal): Promise<HttpStreamResponse> {
    const attempt = this.attempt(request, signal);
    try {
      const response = await this.request<Readable>(request, attempt, { responseType: 'stream' });
      const body = this.answerBody(response.data, attempt);
      return { status: response.status, headers: plainHeaders(response), body };
    } catch (thrown) {
      attempt.limit.end();
      if (attempt.body instanceof Readable) attempt.body.destroy();
      throw thrown;
    }
  }

  close(): void {
    this.agent.destroy();
    this.freshAgent.destroy();
  }

  private makeAxios(): Pick<AxiosInstance, 'request'> {
    const { Axios } = require('axios') as typeof import('axios');
    // `create` is not used, because its defaults would be merged into every call.
    return new Axios({
      baseURL: this.options.baseUrl,
      allowAbsoluteUrls: false,
      httpAgent: this.agent,
      httpsAgent: this.agent,
      proxy: this.forwardProxy ? axiosProxy(this.forwardProxy) : false,
      maxRedirects: 0,
      maxBodyLength: Number.POSITIVE_INFINITY,
      validateStatus: () => true,
      transformRequest: [(data: unknown) => data],
      transformResponse: [(data: unknown) => data],
    });
  }

  private attempt({ body, timeoutMs, bringsFile }: HttpRequest, signal: AbortSignal | undefined): Attempt {
    const limit = new TimeLimit(timeoutMs ?? this.options.timeoutMs, signal);
    const largestAnswer = this.largestAnswer * (bringsFile ? FILE_FACTOR : 1);
    const attempt: Attempt = { limit, body, largestAnswer };
    // The body is handed on piece by piece, because a listener would start the stream before axios reads it.
    if (body instanceof Readable) attempt.body = Readable.from(requestPieces(body, attempt));
    return attempt;
  }

  private async request<Body>(
    { method, path, query, contentType, contentLength, headers, onFreshConnection }: HttpRequest,
    attempt: Attempt,
    config: AxiosRequestConfig,
  ): Promise<AxiosResponse<Body>> {
    const url = withQuery(path, query);
    try {
      const response = await this.axios().request<Body>({
        ...config,
        ...(onFreshConnection ? { httpAgent: this.freshAgent, httpsAgent: this.freshAgent } : {}),
        method,
        url,
        data: attempt.body,
        signal: attempt.limit.signal,
        headers: {
          ...NO_EXTRA_HEADERS,
          // axios leaves out the brackets of an IPv6 address of a proxy.
          ...(this.forwardProxy ? { Host: this.host } : {}),
          ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
          ...(contentLength === undefined ? {} : { 'Content-Length': contentLength }),
          ...headers,
        },
      });
      this.checkPassedOn(response);
      return response;
    } catch (thrown) {
      throw this.translate(thrown, attempt);
    }
  }

  /** A refusal of the proxy must not count as the platform's. */
  private checkPassedOn(response: AxiosResponse<unknown>): void {
    if (!this.forwardProxy || !isRefusalOfProxy(response.status, plainHeaders(response))) return;
    if (response.data instanceof Readable) response.data.destroy();
    throw refusedByProxy(response.status, this.forwardProxy);
  }

  /** Whoever waits for the answer reads it before the event loop goes on; until then it counts. */
  private async wholeBody(received: Readable, attempt: Attempt): Promise<Buffer> {
    const { limit, largestAnswer } = attempt;
    const arriving = this.arrivingAnswers.share();
    const whole = wholeAnswers.share();
    const hold = async (share: BudgetShare, bytes: number): Promise<void> => {
      const turn = share.add(bytes, limit.signal);
      if (!turn) return;
      limit.pause();
      await turn;
      limit.resume();
    };
    received.on('error', () => undefined);
    let room: Buffer = Buffer.alloc(0);
    let size = 0;
    try {
      for await (const piece of received as AsyncIterable<Buffer>) {
        const needed = size + piece.length;
        if (needed > largestAnswer) throw this.tooLarge(largestAnswer);
        await hold(arriving, piece.length);
        // Not kept as pieces: small ones would take many times their size.
        if (needed > room.length) room = grown(room, size, Math.min(largestAnswer, 2 * needed));
        piece.copy(room, size);
        size = needed;
      }
      await hold(whole, size);
      return room.subarray(0, size);
    } catch (thrown) {
      throw this.translate(thrown, attempt);
    } finally {
      setImmediate(() => {
        arriving.giveBack();
        whole.giveBack();
      });
    }
  }

  /** axios's streams fail with errors that hold the whole request with its token, so these errors are not passed on. */
  private answerBody(received: Readable, attempt: Attempt): Readable {
    attempt.limit.pause();
    received.on('error', () => undefined);
    const body = Readable.from(this.answerPieces(received, attempt), { objectMode: false });
    body.once('close', () => {
      attempt.limit.end();
      received.destroy();
    });
    return body;
  }

  /** Only the platform's silence counts, not the time that the reader needs for a piece. */
  private async *answerPieces(received: Readable, attempt: Attempt): AsyncGenerator<Buffer> {
    const { limit } = attempt;
    limit.restart();
    try {
      for await (const piece of received) {
        limit.pause();
        yield piece;
        limit.restart();
      }
    } catch (thrown) {
      throw this.translate(thrown, attempt);
    }
  }

  private tooLarge(largestAnswer: number): PlatformError {
    const limitMb = Math.round(largestAnswer / 1024 / 1024);
    const setting = '"shopfloorLargestAnswer" in Node-RED\'s settings file';
    return new PlatformError(`The answer of ${this.host} is larger than ${limitMb} MB (${setting})`, {
      code: 'network:answer-too-large',
      kind: 'platform',
      retryable: false,
    });
  }

  private translate(thrown: unknown, { limit, bodyFailure }: Attempt): Error {
    if (thrown instanceof ShopfloorError) return thrown;
    if (limit.timedOut) return new TimeoutError(`${this.host} did not answer within ${limit.ms} ms`);
    if (limit.signal.aborted) return abortedBy(limit.signal, 'The call was given up');
    if (bodyFailure !== undefined) return unreadableBody(bodyFailure);
    return networkError({ host: this.host, isPlain: this.isPlain, proxy: this.forwardProxy }, thrown);
  }
}

function grown(full: Buffer, used: number, size: number): Buffer {
  const room = Buffer.allocUnsafeSlow(size);
  full.copy(room, 0, 0, used);
  return room;
}

/** The body's pieces; each is a sign of life that starts the time anew. */
async function* requestPieces(body: Readable, attempt: Attempt): AsyncGenerator<unknown> {
  try {
    for await (const piece of body) {
      attempt.limit.restart();
      yield piece;
    }
  } catch (thrown) {
    attempt.bodyFailure = thrown;
    throw thrown;
  }
}

function unreadableBody(failure: unknown): ShopfloorError {
  if (failure instanceof ShopfloorError) return failure;
  const reason = failure instanceof Error ? failure.message : String(failure);
  return new InputError('payload', `The content to send could not be read: ${reason}`);
}

function plainHeaders(response: AxiosResponse): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined && value !== null) headers[name.toLowerCase()] = String(value);
  }
  return headers;
}
