import type { Agent } from 'node:http';
import type { Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { AbortedError, PlatformError, TimeoutError } from '../errors';
import { createAgent } from './agents';
import { networkError } from './network-errors';
import type { ConnectionSettings } from './settings';
import type { HttpRequest, HttpResponse, HttpStreamResponse, HttpTransport } from './transport';

export interface AxiosTransportOptions extends ConnectionSettings {
  /** Origin, with a path prefix where the platform has one. */
  baseUrl: string;
  /** Largest answer that is read into memory, in bytes. */
  largestAnswer?: number;
}

const DEFAULT_LARGEST_ANSWER = 32 * 1024 * 1024;

// DHGJ answers 400 to headers that its documents do not show; the other platforms need none of these either.
const NO_EXTRA_HEADERS = {
  Accept: false,
  'User-Agent': false,
  'Accept-Encoding': false,
  'Content-Type': false,
};

/** Requests through axios with keep-alive; follows no redirect, so that credentials stay with their host. */
export class AxiosTransport implements HttpTransport {
  private readonly agent: Agent;
  private readonly axios: AxiosInstance;
  private readonly host: string;
  private readonly largestAnswer: number;

  constructor(private readonly options: AxiosTransportOptions) {
    const origin = new URL(options.baseUrl);
    this.host = origin.host;
    this.agent = createAgent(origin, options);
    this.largestAnswer = options.largestAnswer ?? DEFAULT_LARGEST_ANSWER;
    this.axios = axios.create({
      baseURL: options.baseUrl,
      httpAgent: this.agent,
      httpsAgent: this.agent,
      proxy: false,
      maxRedirects: 0,
      maxBodyLength: Number.POSITIVE_INFINITY,
      validateStatus: () => true,
      transformRequest: [(data: unknown) => data],
      transformResponse: [(data: unknown) => data],
    });
  }

  async send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse> {
    const config = { responseType: 'arraybuffer', maxContentLength: this.largestAnswer } as const;
    const limit = new TimeLimit(request.timeoutMs ?? this.options.timeoutMs, signal);
    try {
      const response = await this.request<Buffer>(request, limit, config);
      return { status: response.status, headers: plainHeaders(response), body: Buffer.from(response.data) };
    } finally {
      limit.end();
    }
  }

  async stream(request: HttpRequest, signal?: AbortSignal): Promise<HttpStreamResponse> {
    const silenceMs = request.timeoutMs ?? this.options.timeoutMs;
    const limit = new TimeLimit(silenceMs, signal);
    if (isReadable(request.body)) request.body.on('data', () => limit.extend());
    const response = await this.request<Readable>(request, limit, { responseType: 'stream' }).catch(
      (error: unknown) => {
        limit.end();
        throw error;
      },
    );
    const body = response.data;
    limit.onEnd(() => body.destroy(limit.timedOut ? this.timeoutError(silenceMs) : undefined));
    body.on('data', () => limit.extend());
    body.pause();
    body.once('close', () => limit.end());
    return { status: response.status, headers: plainHeaders(response), body };
  }

  close(): void {
    this.agent.destroy();
  }

  private async request<Body>(
    request: HttpRequest,
    limit: TimeLimit,
    config: AxiosRequestConfig,
  ): Promise<AxiosResponse<Body>> {
    try {
      return await this.axios.request<Body>({
        ...config,
        method: request.method,
        url: withQuery(request),
        data: request.body,
        signal: limit.signal,
        headers: { ...NO_EXTRA_HEADERS, ...contentHeaders(request), ...request.headers },
      });
    } catch (thrown) {
      throw this.translate(thrown, limit, request);
    }
  }

  private translate(thrown: unknown, limit: TimeLimit, request: HttpRequest): Error {
    if (limit.timedOut) return this.timeoutError(request.timeoutMs ?? this.options.timeoutMs);
    if (limit.signal.aborted) return new AbortedError('The call was given up');
    if (axios.isAxiosError(thrown) && /^maxContentLength/.test(thrown.message)) {
      const limitMb = Math.round(this.largestAnswer / 1024 / 1024);
      return new PlatformError(`The answer of ${this.host} is larger than ${limitMb} MB`, {
        code: 'network:answer-too-large',
        kind: 'platform',
        retryable: false,
      });
    }
    return networkError(this.host, thrown);
  }

  private timeoutError(ms: number): TimeoutError {
    return new TimeoutError(`${this.host} did not answer within ${ms} ms`);
  }
}

/** An abort signal that fires when the time is up or when the caller gives up, whichever is first. */
class TimeLimit {
  timedOut = false;
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout;
  private readonly onOuterAbort = () => this.controller.abort();

  constructor(
    private readonly ms: number,
    private readonly outer: AbortSignal | undefined,
  ) {
    this.timer = this.start();
    if (outer?.aborted) this.controller.abort();
    outer?.addEventListener('abort', this.onOuterAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  extend(): void {
    clearTimeout(this.timer);
    if (!this.signal.aborted) this.timer = this.start();
  }

  onEnd(listener: () => void): void {
    this.signal.addEventListener('abort', listener, { once: true });
  }

  end(): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.onOuterAbort);
  }

  private start(): NodeJS.Timeout {
    return setTimeout(() => {
      this.timedOut = true;
      this.controller.abort();
    }, this.ms);
  }
}

function contentHeaders(request: HttpRequest): Record<string, string | number> {
  return {
    ...(request.contentType === undefined ? {} : { 'Content-Type': request.contentType }),
    ...(request.contentLength === undefined ? {} : { 'Content-Length': request.contentLength }),
  };
}

function withQuery(request: HttpRequest): string {
  const parts = Object.entries(request.query ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  );
  return parts.length === 0 ? request.path : `${request.path}?${parts.join('&')}`;
}

function plainHeaders(response: AxiosResponse): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined && value !== null) headers[name.toLowerCase()] = String(value);
  }
  return headers;
}

function isReadable(body: HttpRequest['body']): body is Readable {
  return typeof body === 'object' && !Buffer.isBuffer(body);
}
