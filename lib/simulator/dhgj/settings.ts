import type { SimulatorOptions } from '../platform-simulator';

/** A client of the platform. */
export interface DhgjAccount {
  clientId: string;
  clientSecret: string;
  /** Scopes that it may ask for beside none; default none. */
  scopes?: string[];
}

/** What can be changed while the simulator runs. */
export interface DhgjSettings {
  accounts: DhgjAccount[];
  /** Life of a token in seconds; the document says 7 days. */
  tokenLifeSeconds: number;
  /** Token type as answered and as it must come back; the document has lower-case `bearer`. */
  tokenType: string;
  /** A login answers the token that is still alive; otherwise each login ends the token before. */
  answersLiveToken: boolean;
  /** Logins of one client within a minute beyond this number end the live token early, whatever else is set. */
  loginsPerMinute: number;
  /** Calls of one client in any 60 seconds; more are answered with HTTP 429. */
  callsPerMinute: number;
  /** `Retry-After` of those answers, in seconds; without it when undefined. */
  retryAfterSeconds: number | undefined;
}

export interface DhgjOptions extends SimulatorOptions, Partial<DhgjSettings> {
  /** How many machines there are; default 8. */
  machines?: number;
  /** How many work orders there are at the beginning; default 45. */
  workOrders?: number;
}

export function settingsOf(options: DhgjOptions): DhgjSettings {
  return {
    accounts: options.accounts ?? [{ clientId: 'simulator', clientSecret: 'simulator' }],
    tokenLifeSeconds: options.tokenLifeSeconds ?? 7 * 24 * 3600,
    tokenType: options.tokenType ?? 'bearer',
    answersLiveToken: options.answersLiveToken ?? true,
    loginsPerMinute: options.loginsPerMinute ?? 5,
    callsPerMinute: options.callsPerMinute ?? 6000,
    retryAfterSeconds: options.retryAfterSeconds,
  };
}
