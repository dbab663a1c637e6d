import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** The body is longer than the limit. */
export class BodyTooLarge extends Error {}

/** The body is not what its reader expects, such as JSON. */
export class MalformedBody extends Error {}

/** One request, as handlers and fault switches see it. */
export class SimulatedRequest {
  /** Upper case. */
  readonly method: string;
  /** The path as it was sent, percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The decoded `:name` parts of the route's path. */
  params: Readonly<Record<string, string>> = {};
  #body: Promise<Buffer> | undefined;

  constructor(
    /** For handlers that need the raw headers, or take the body piece by piece instead of with `body()`. */
    readonly stream: IncomingMessage,
    readonly bodyLimit: number,
  ) {
    const target = stream.url ?? '/';
    const queryAt = target.indexOf('?');
    this.method = stream.method ?? 'GET';
    this.path = queryAt < 0 ? target : target.slice(0, queryAt);
    this.query = new URLSearchParams(queryAt < 0 ? '' : target.slice(queryAt + 1));
    this.headers = stream.headers;
  }

  /** The media type in lower case without its parameters, or an empty text. */
  get contentType(): string {
    return (this.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  }

  /** The body, when something has asked for it. */
  get bodyIfRead(): Promise<Buffer> | undefined {
    return this.#body;
  }

  /** The whole body; read once, however often it is asked for. @throws BodyTooLarge */
  body(): Promise<Buffer> {
    this.#body ??= readAll(this.stream, this.bodyLimit);
    return this.#body;
  }

  async text(): Promise<string> {
    return (await this.body()).toString('utf8');
  }

  /** The body parsed as JSON. @throws MalformedBody, BodyTooLarge */
  async json(): Promise<unknown> {
    const text = await this.text();
    try {
      return JSON.parse(text) as unknown;
    } catch (cause) {
      throw new MalformedBody('the body is not JSON', { cause });
    }
  }

  /** The fields of an `application/x-www-form-urlencoded` body. @throws BodyTooLarge */
  async form(): Promise<URLSearchParams> {
    return new URLSearchParams(await this.text());
  }
}

async function readAll(stream: IncomingMessage, limit: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > limit) {
      throw new BodyTooLarge(`the body is longer than ${limit} bytes`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
