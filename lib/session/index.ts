export type { LoginHistory } from './login-guard';
export { Session, type SessionOptions, type SessionState } from './session';
export { isExpired, renewalTime, type Token, type TokenAuthority } from './token';
export { MemoryTokenStore, type TokenStore } from './token-store';
