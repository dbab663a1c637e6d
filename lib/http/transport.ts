import type { Readable } from 'node:stream';

export type QueryValue = string | number | boolean;

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Appended to the base URL; already percent-encoded. */
  path: string;
  query?: Record<string, QueryValue | undefined>;
  headers?: Record<string, string>;
  body?: string | Buffer | Readable;
  contentType?: string;
  /** Bytes of a streamed body, when known. */
  contentLength?: number;
  /** Overrides the account's time limit, in ms; for streams it limits silence instead of the whole. */
  timeoutMs?: number;
}

export interface HttpResponse {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
}

export interface HttpStreamResponse {
  status: number;
  headers: Record<string, string>;
  body: Readable;
}

/** One way to send a request to one origin. Failures are errors of the tree; any HTTP status is an answer. */
export interface HttpTransport {
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse>;
  /** The answer's body as it arrives. */
  stream(request: HttpRequest, signal?: AbortSignal): Promise<HttpStreamResponse>;
  close(): void;
}
