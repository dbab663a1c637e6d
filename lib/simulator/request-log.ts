import type { IncomingHttpHeaders } from 'node:http';
import type { SimulatedRequest } from './request';

/** One request that arrived, for tests that look at what a client really sent. */
export interface LoggedRequest {
  /** Milliseconds since 1970. */
  time: number;
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  /** Names and values by turns, as sent. */
  rawHeaders: string[];
  /** The body as text, once a handler has read it; undefined for streamed bodies. */
  body: string | undefined;
}

/** The last requests, as many as the size says (0: none are kept). */
export class RequestLog {
  readonly entries: LoggedRequest[] = [];

  constructor(readonly size: number) {}

  add(request: SimulatedRequest, time: number): LoggedRequest | undefined {
    if (this.size === 0) {
      return undefined;
    }
    const entry: LoggedRequest = {
      time,
      method: request.method,
      path: request.path,
      query: Object.fromEntries(request.query),
      headers: request.headers,
      rawHeaders: request.stream.rawHeaders,
      body: undefined,
    };
    this.entries.push(entry);
    if (this.entries.length > this.size) {
      this.entries.shift();
    }
    return entry;
  }

  clear(): void {
    this.entries.length = 0;
  }
}
