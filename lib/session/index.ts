export type { LoginHistory } from './login-guard';
export { Session, type SessionOptions, type TokenOptions } from './session';
export type { SessionState } from './session-state';
export { isExpired, renewalTime, type Token, type TokenProvider } from './token';
export { MemoryTokenStore, type TokenStore } from './token-store';
