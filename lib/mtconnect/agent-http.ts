import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { agentAnswer, type DocumentFormat, documentFormat, refusal } from './agent-answer';
import { AgentError } from './agent-error';
import { type AgentRequest, agentRequest } from './agent-request';
import { AgentStream } from './agent-stream';
import { AllowedOrigins } from './allowed-origins';
import { ClientWriter } from './client-writer';
import { DocumentsOnTheWay } from './documents-on-the-way';
import { MOST_STREAMS } from './limits';
import type { MachineAgent } from './machine-agent';
import { WorkPacer } from './work-pacer';
import type { XmlElement } from './xml-element';

/** A path has 4,096 characters at most, some of which are escaped. */
const LONGEST_TARGET = 8_192;
/** Documents that streams share; those that fall behind write their own. */
const SHARED_DOCUMENTS = 8;

export interface AgentHttpOptions {
  readonly mostStreams?: number;
  /** What clients may not have taken yet, in bytes. */
  readonly mostBytesOnTheWay?: number;
  /** Whose pages may read the answers. */
  readonly origins?: AllowedOrigins;
  /** Told when a stream begins or ends. */
  readonly onStreams?: (count: number) => void;
}

/**
 * Answers HTTP requests to an agent: GET and HEAD, documents as XML or JSON by `Accept`, streams as multipart.
 * @example
 * const answers = new AgentHttp(agent);
 * createServer((request, response) => answers.handle(request, response, request.url ?? '/'));
 */
export class AgentHttp {
  private readonly streams = new Set<AgentStream>();
  private readonly shared = new Map<string, Buffer>();
  private readonly pacer = new WorkPacer();
  private readonly onTheWay: DocumentsOnTheWay;

  private readonly mostStreams: number;
  private readonly origins: AllowedOrigins;
  private readonly onStreams: (count: number) => void;

  constructor(
    private readonly agent: MachineAgent,
    options: AgentHttpOptions = {},
  ) {
    this.mostStreams = options.mostStreams ?? MOST_STREAMS;
    this.onTheWay = new DocumentsOnTheWay(options.mostBytesOnTheWay);
    this.origins = options.origins ?? new AllowedOrigins('');
    this.onStreams = options.onStreams ?? (() => undefined);
  }

  /** Clients that follow the machines now. */
  get streamCount(): number {
    return this.streams.size;
  }

  /** What of its answers clients have not taken yet. */
  get bytesOnTheWay(): number {
    return this.onTheWay.bytes;
  }

  /**
   * Answers a request.
   * @param target the request's target below the address of the agent, such as `/current?path=//Axes`
   */
  handle(request: IncomingMessage, response: ServerResponse, target: string): void {
    const format = documentFormat(request.headers.accept);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    for (const [name, value] of Object.entries(this.origins.headersFor(request.headers.origin)))
      response.setHeader(name, value);
    const refuse = (status: number, error: AgentError): void =>
      this.answer(request, response, format, { ...refusal(this.agent, error), status });
    if (target.length > LONGEST_TARGET) {
      refuse(414, new AgentError('INVALID_URI', `the address has more than ${LONGEST_TARGET} characters`));
      return;
    }
    const isTaken = this.pacer.run(() => {
      if (!response.destroyed) this.serve(request, response, target, format);
    });
    if (isTaken) return;
    response.setHeader('Retry-After', '1');
    refuse(503, new AgentError('INTERNAL_ERROR', 'the agent has too many requests'));
  }

  /** Ends all streams. */
  close(): void {
    this.pacer.close();
    for (const stream of this.streams) stream.end();
  }

  private serve(
    request: IncomingMessage,
    response: ServerResponse,
    target: string,
    format: DocumentFormat,
  ): void {
    try {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('Allow', 'GET, HEAD');
        throw new AgentError('UNSUPPORTED', `the agent answers GET and HEAD, not ${request.method}`);
      }
      const { names, query } = targetParts(target);
      if (query.has('interval') && request.method === 'GET') {
        const asked = agentRequest(names, query);
        if (asked.kind === 'current' || asked.kind === 'sample') {
          this.stream(asked, request, response, format);
          return;
        }
      }
      this.answer(request, response, format, agentAnswer(this.agent, names, query));
    } catch (error) {
      this.answer(request, response, format, refusal(this.agent, error));
    }
  }

  private answer(
    { method }: IncomingMessage,
    response: ServerResponse,
    format: DocumentFormat,
    { status, body }: { status: number; body: XmlElement },
  ): void {
    const document = Buffer.from(format.write(body));
    response.writeHead(status, {
      'Content-Type': format.contentType,
      'Content-Length': document.length,
      'Cache-Control': 'no-store',
    });
    if (method === 'HEAD') {
      response.end();
      return;
    }
    this.onTheWay.add(response, document);
    response.once('close', () => this.onTheWay.remove(response));
    new ClientWriter(response).end(document);
  }

  private stream(
    asked: AgentRequest,
    request: IncomingMessage,
    response: ServerResponse,
    format: DocumentFormat,
  ): void {
    if (this.streams.size >= this.mostStreams) {
      const { body } = refusal(
        this.agent,
        new AgentError('INTERNAL_ERROR', `the agent has ${this.mostStreams} streams already`),
      );
      this.answer(request, response, format, { status: 503, body });
      return;
    }
    const { firstSequence } = this.agent.check(asked);
    const boundary = randomUUID();
    response.writeHead(200, {
      'Content-Type': `multipart/x-mixed-replace;boundary=${boundary}`,
      'Cache-Control': 'no-store',
      Connection: 'close',
    });
    const surroundings = {
      agent: this.agent,
      format,
      written: (name: string, document: () => XmlElement) => this.written(format, name, document),
      onTheWay: this.onTheWay,
      streamCount: () => this.streams.size,
    };
    const stream = new AgentStream(surroundings, asked, response, boundary, firstSequence);
    this.streams.add(stream);
    this.onStreams(this.streams.size);
    response.once('close', () => {
      this.streams.delete(stream);
      this.onStreams(this.streams.size);
    });
    stream.begin();
  }

  private written(format: DocumentFormat, name: string, document: () => XmlElement): Buffer {
    const full = format.contentType + name;
    const known = this.shared.get(full);
    if (known) return known;
    const written = Buffer.from(format.write(document()));
    const eldest = this.shared.keys().next().value;
    if (this.shared.size >= SHARED_DOCUMENTS && eldest !== undefined) this.shared.delete(eldest);
    this.shared.set(full, written);
    return written;
  }
}

/** @throws {AgentError} INVALID_URI for escapes that cannot be decoded */
function targetParts(target: string): { names: string[]; query: URLSearchParams } {
  const [path = '', ...query] = target.split('?');
  const names = path.split('/').filter((name) => name !== '');
  try {
    return {
      names: names.map((name) => decodeURIComponent(name)),
      query: new URLSearchParams(query.join('?')),
    };
  } catch {
    throw new AgentError('INVALID_URI', 'the address has an escape that cannot be decoded');
  }
}
