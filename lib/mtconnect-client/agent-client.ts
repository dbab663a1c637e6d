import { PlatformError, TimeoutError } from '../errors';
import { refuseForeign, refuseForeignHead } from '../http/foreign-answers';
import { failureByStatus, isWebPage } from '../http/json';
import { Redactor } from '../http/redactor';
import { type ConnectionSettings, DEFAULT_LARGEST_ANSWER } from '../http/settings';
import type { HttpResponse, HttpTransport, QueryValue } from '../http/transport';
import { WEB_ADDRESS } from '../settings/address';
import { checkedAddress } from '../settings/checked-address';
import { type AgentDocument, readAgentDocument } from './agent-document';
import { LONGEST_SILENCE_MS } from './limits';
import { boundaryOf, MultipartReader } from './multipart-reader';

export interface AgentClientOptions extends ConnectionSettings {
  /** Where the agent is, such as `http://192.168.1.20:5000`. */
  url: string;
}

export interface SampleQuery {
  /** The sequence number to begin with. */
  readonly from: number;
  readonly count: number;
}

export interface StreamQuery extends SampleQuery {
  readonly intervalMs: number;
  readonly heartbeatMs: number;
}

/** What people copy out of a browser. */
const REQUEST_AT_END = /\/(?:probe|current|sample)$/;

/** The requests that an agent of MTConnect answers. */
export class AgentClient {
  readonly url: string;
  private readonly http: HttpTransport;
  private readonly redactor = new Redactor();

  constructor(private readonly options: AgentClientOptions) {
    const about = { field: 'url', called: 'address of the agent', example: 'http://192.168.1.20:5000' };
    this.url = checkedAddress(options.url, WEB_ADDRESS, about).replace(REQUEST_AT_END, '');
    this.redactor.addSecret(options.proxy?.password);
    this.redactor.addSecret(options.tls?.passphrase);
    // Node.js's HTTP and TLS are loaded with the first client, not with the package.
    const { AxiosTransport } = require('../http/axios-transport') as typeof import('../http/axios-transport');
    this.http = new AxiosTransport({ ...options, baseUrl: this.url });
  }

  /** What devices there are; `device`: of one alone, by its name or uuid. */
  probe(device: string | undefined, signal: AbortSignal): Promise<AgentDocument> {
    return this.get(device, 'probe', {}, signal);
  }

  /** What is so now. */
  current(device: string | undefined, signal: AbortSignal): Promise<AgentDocument> {
    return this.get(device, 'current', {}, signal);
  }

  /** What was observed from a sequence number on. */
  sample(device: string | undefined, query: SampleQuery, signal: AbortSignal): Promise<AgentDocument> {
    return this.get(device, 'sample', { ...query }, signal);
  }

  /**
   * The same as it happens. An agent that cannot stream answers with one document. Throws `TimeoutError` where no whole
   * document comes in the time that the heartbeat allows.
   */
  async *stream(
    device: string | undefined,
    { from, count, intervalMs, heartbeatMs }: StreamQuery,
    signal: AbortSignal,
  ): AsyncGenerator<AgentDocument & { readonly isOnly: boolean }> {
    const query = { from, count, interval: intervalMs, heartbeat: heartbeatMs };
    const silence = new SilenceLimit(this.url, signal);
    try {
      const request = {
        method: 'GET',
        path: pathOf(device, 'sample'),
        query,
        timeoutMs: LONGEST_SILENCE_MS,
      } as const;
      const { status, headers, body } = await this.http.stream(request, silence.signal);
      body.on('error', () => undefined);
      try {
        refuseForeignHead({ status, headers }, 'mtconnect');
        const boundary = boundaryOf(headers['content-type']);
        const longest = this.options.largestAnswer ?? DEFAULT_LARGEST_ANSWER;
        if (boundary === undefined || status !== 200) {
          const whole = await collected(body, longest);
          yield { ...(await this.read({ status, headers, body: whole })), isOnly: true };
          return;
        }
        const reader = new MultipartReader(boundary, longest);
        for await (const piece of body) {
          for (const part of reader.take(piece)) {
            silence.pause();
            const { mostValues } = this.options;
            yield { ...(await readAgentDocument(part, { mostValues })), isOnly: false };
            silence.restart();
          }
        }
      } finally {
        body.destroy();
      }
    } catch (thrown) {
      throw silence.error ?? thrown;
    } finally {
      silence.end();
    }
  }

  close(): void {
    this.http.close();
    this.redactor.close();
  }

  private async get(
    device: string | undefined,
    request: string,
    query: Record<string, QueryValue>,
    signal: AbortSignal,
  ): Promise<AgentDocument> {
    return this.read(await this.http.send({ method: 'GET', path: pathOf(device, request), query }, signal));
  }

  /** An error document may come with any status. */
  private async read(response: HttpResponse): Promise<AgentDocument> {
    const { status, body } = response;
    refuseForeign(response, 'mtconnect');
    try {
      return await readAgentDocument(body, { httpStatus: status, mostValues: this.options.mostValues });
    } catch (thrown) {
      const isReported = thrown instanceof PlatformError && thrown.httpStatus !== undefined;
      if (isReported && !isWebPage(response)) throw thrown;
      if (status === 200 && !isWebPage(response)) throw thrown;
      const what = isWebPage(response) ? 'a web page and no MTConnect document' : 'no MTConnect document';
      throw new PlatformError(`The agent's address answers with ${what} (HTTP ${status})`, {
        ...failureByStatus(status),
        tokenProblem: undefined,
        code: status === 200 ? 'mtconnect:not-mtconnect' : `mtconnect:http-${status}`,
        httpStatus: status,
        isForeign: true,
      });
    }
  }
}

function pathOf(device: string | undefined, request: string): string {
  return device === undefined ? `/${request}` : `/${encodeURIComponent(device)}/${request}`;
}

/** The body of an answer that is no stream. */
async function collected(body: AsyncIterable<Buffer>, longest: number): Promise<Buffer> {
  // A part without an end: what is no stream has the same limit.
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > longest) {
      throw new PlatformError(
        'The agent\'s answer is too large ("shopfloorLargestAnswer" in Node-RED\'s settings file)',
        { code: 'network:answer-too-large', kind: 'platform', retryable: false },
      );
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size);
}

/** Fires when no whole document has come for too long, however steadily its bytes do. */
class SilenceLimit {
  error: TimeoutError | undefined;
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private readonly giveUp = () => this.controller.abort(this.outer.reason);

  constructor(
    private readonly url: string,
    private readonly outer: AbortSignal,
  ) {
    if (outer.aborted) this.giveUp();
    outer.addEventListener('abort', this.giveUp, { once: true });
    this.restart();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  restart(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const seconds = LONGEST_SILENCE_MS / 1_000;
      this.error = new TimeoutError(`${new URL(this.url).host} sent no whole document for ${seconds} s`);
      this.controller.abort();
    }, LONGEST_SILENCE_MS);
  }

  pause(): void {
    clearTimeout(this.timer);
  }

  end(): void {
    clearTimeout(this.timer);
    this.outer.removeEventListener('abort', this.giveUp);
  }
}
