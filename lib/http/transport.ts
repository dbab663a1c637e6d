import type { Readable } from 'node:stream';

export type QueryValue = string | number | bigint | boolean;

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Appended to the base URL; already percent-encoded. */
  path: string;
  query?: Record<string, QueryValue | undefined>;
  headers?: Record<string, string>;
  /** A stream is read to its end or destroyed. */
  body?: string | Buffer | Readable;
  contentType?: string;
  /** Bytes of a streamed body, when known. */
  contentLength?: number;
  /** The request goes out only on a new connection or one used a moment ago, because an old one may be closing. */
  onFreshConnection?: boolean;
  /** Overrides the account's time limit, in ms; where a body is streamed it limits silence instead of the whole. */
  timeoutMs?: number;
  /** The answer is a file: four times as large as data may be. */
  bringsFile?: boolean;
}

export interface HttpResponse {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
  /** Most values that are read of it, where the account sets a limit. */
  mostValues?: number | undefined;
}

export interface HttpStreamResponse {
  status: number;
  headers: Record<string, string>;
  /** To be read to its end or destroyed; fails with errors of the tree. */
  body: Readable;
}

/** One way to send a request to one origin. Failures are errors of the tree; any HTTP status is an answer. */
export interface HttpTransport {
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse>;
  /** The answer's body as it arrives. */
  stream(request: HttpRequest, signal?: AbortSignal): Promise<HttpStreamResponse>;
  close(): void;
}
