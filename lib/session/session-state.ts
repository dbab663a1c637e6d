import type { ShopfloorError } from '../errors';

/** What a session is doing, for a status display. Times are steady ones: see `wallTime`. */
export type SessionState =
  | { name: 'idle' }
  | { name: 'logging-in' }
  | { name: 'live'; expiresAt?: number }
  | { name: 'refused'; until: number; error: ShopfloorError }
  | { name: 'rival'; until: number; error: ShopfloorError }
  | { name: 'failed'; error: ShopfloorError };
