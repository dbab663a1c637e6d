export { ApiClient, type ApiClientOptions, type Call, type CallReport, type CallResult } from './api-client';
export { AxiosTransport, type AxiosTransportOptions } from './axios-transport';
export { type CallBudget, SlidingWindowBudget, type SlidingWindowLimits } from './call-budget';
export type { Answer, Dialect } from './dialect';
export { failureByStatus, isPlainObject, jsonOf, readJson, retryAfterMs } from './json';
export { Redactor } from './redactor';
export { type Effect, withRetries } from './retry';
export { type ConnectionSettings, type ProxySettings, proxyFor, type TlsSettings } from './settings';
export type { HttpRequest, HttpResponse, HttpStreamResponse, HttpTransport, QueryValue } from './transport';
