import type { Token } from '../session/token';
import type { HttpRequest, HttpResponse } from './transport';

/** What a platform's answer holds once its envelope is read. */
export interface Answer<Data = unknown> {
  data: Data;
  /** The platform's own code, where it has one. */
  code?: number | string;
  /** The platform's own text, where it has one. */
  message?: string;
}

/** How a platform speaks HTTP: where its token goes, and what its answers mean. */
export interface Protocol {
  readonly platform: string;
  /** The request with the token where the platform wants it. */
  authorize(request: HttpRequest, token: Token): HttpRequest;
  /** The answer's data; throws `PlatformError` when it is a failure. Redirects never get here. */
  read(response: HttpResponse, operation: string): Answer;
}
