import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type SeenRequest, TestServer } from '../../support/servers';
import { gbk } from './gbk';
import { wideJson } from './wide-json';

/** How a server writes JSON where no document says how; each alone is what one or another framework does. */
export interface AnswerHabits {
  /** A byte order mark before the JSON. */
  byteOrderMark?: boolean;
  /** The text is GBK, and Content-Type says so. */
  gbk?: boolean;
  /** The answer comes chunked in pieces of few bytes, which end within characters too. */
  pieces?: boolean;
  /** Header names in capitals. */
  capitals?: boolean;
  /** Fields in the opposite order. */
  reversed?: boolean;
  /** Each object has a few fields that no document knows. */
  unknownFields?: boolean;
  contentType?: string;
}

export interface Question {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** The names of the headers as they were written. */
  readonly headerNames: string[];
  readonly body: Buffer;
}

export interface Answer {
  status?: number;
  json?: unknown;
  text?: string;
  bytes?: Buffer;
  headers?: Record<string, string>;
}

/**
 * A server on a loopback port that turns each question into an answer and remembers the questions. Whoever gives no
 * answer has written to the response.
 */
export class AnsweringServer {
  readonly questions: Question[] = [];
  /** The last answer that was JSON, before it was written in the server's habits. */
  lastJson: unknown;
  #server: TestServer | undefined;

  constructor(
    private readonly answer: (
      question: Question,
      response: ServerResponse,
      request: IncomingMessage,
    ) => Answer | undefined,
    private readonly habits: AnswerHabits,
  ) {}

  async start(): Promise<void> {
    this.#server = await TestServer.start((response, seen, request) => {
      const question = questionOf(seen, request);
      this.questions.push(question);
      const answer = this.answer(question, response, request);
      if (answer === undefined) return;
      this.lastJson = answer.json;
      void this.#write(response, answer);
    });
  }

  get origin(): string {
    return this.#started.origin;
  }

  get server(): Server {
    return this.#started.server;
  }

  /** Questions whose path ends so. */
  asked(end: string): Question[] {
    return this.questions.filter(({ path }) => path.toLowerCase().endsWith(end.toLowerCase()));
  }

  cutAll(): void {
    this.#started.cutAll();
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  get #started(): TestServer {
    if (this.#server === undefined) throw new Error('not started');
    return this.#server;
  }

  async #write(
    response: ServerResponse,
    { status = 200, json, text, bytes, headers }: Answer,
  ): Promise<void> {
    const { habits } = this;
    const content = bytes ?? this.#encoded(text ?? wideJson(this.#shaped(json)));
    const usual = habits.gbk ? 'application/json;charset=GBK' : (habits.contentType ?? 'application/json');
    const all = { 'Content-Type': text === undefined ? usual : 'text/html; charset=utf-8', ...headers };
    for (const [name, value] of Object.entries(all)) {
      response.setHeader(habits.capitals ? name.toUpperCase() : name, value);
    }
    response.statusCode = status;
    if (!habits.pieces) {
      response.setHeader(habits.capitals ? 'CONTENT-LENGTH' : 'Content-Length', content.length);
      response.end(content);
      return;
    }
    const step = Math.max(7, Math.ceil(content.length / 50));
    for (let start = 0; start < content.length; start += step) {
      response.write(content.subarray(start, start + step));
      await new Promise(setImmediate);
    }
    response.end();
  }

  #encoded(text: string): Buffer {
    const encoded = this.habits.gbk ? gbk(text) : Buffer.from(text);
    return this.habits.byteOrderMark ? Buffer.concat([Buffer.from('\ufeff'), encoded]) : encoded;
  }

  #shaped(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.#shaped(each));
    if (!isPlain(value)) return value;
    const fields = Object.entries(value).map(([key, each]): [string, unknown] => [key, this.#shaped(each)]);
    if (this.habits.unknownFields)
      fields.push(['traceId', null], ['ratio', Number.NaN], ['links', [{ href: '/' }]]);
    return Object.fromEntries(this.habits.reversed ? fields.reverse() : fields);
  }
}

export function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The body as a JSON object; `undefined` for anything else. */
export function objectIn(body: Buffer): Record<string, unknown> | undefined {
  const value = jsonIn(body);
  return isPlain(value) ? value : undefined;
}

export function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

export function isJson(question: Question): boolean {
  return /^application\/json\s*(;|$)/i.test(question.headers['content-type'] ?? '');
}

function questionOf({ method, url, rawHeaders, body }: SeenRequest, request: IncomingMessage): Question {
  const { pathname, searchParams } = new URL(url, 'http://any');
  const headerNames = rawHeaders.filter((_, index) => index % 2 === 0);
  return { method, path: pathname, query: searchParams, headers: request.headers, headerNames, body };
}
