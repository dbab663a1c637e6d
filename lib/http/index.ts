export {
  ApiClient,
  type ApiClientOptions,
  type Call,
  type CallOptions,
  type CallReport,
  type CallResult,
} from './api-client';
export { CallPause } from './call-pause';
export {
  failureByStatus,
  foreignFailure,
  isPlainObject,
  isWebPage,
  jsonOf,
  readJson,
  retryAfterMs,
} from './json';
export { PlatformClock } from './platform-clock';
export type { Answer, Protocol } from './protocol';
export { type RateLimiter, SlidingWindowLimiter, type SlidingWindowLimits } from './rate-limiter';
export { readAnswer } from './read-answer';
export { Redactor } from './redactor';
export { type Safety, withRetries } from './retry';
export { type ConnectionSettings, type ProxySettings, proxyFor, type TlsSettings } from './settings';
export { collect, type StreamCall } from './stream-call';
export type { HttpRequest, HttpResponse, HttpStreamResponse, HttpTransport, QueryValue } from './transport';
