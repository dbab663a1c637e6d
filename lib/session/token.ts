import { PlatformError, type TokenProblem } from '../errors';

/** What a platform hands out at login. Times are ms since the epoch. */
export interface Token {
  value: string;
  /** Token type as answered, where the platform answers one. */
  type?: string;
  scope?: string;
  /** What a renewal must present, where that is not the token itself. */
  renewalValue?: string;
  obtainedAt: number;
  /** Absent: it lives until a call is refused. */
  expiresAt?: number;
  /** When to renew; absent: when a quarter of its life is left, ten minutes at most. */
  renewAt?: number;
}

const LONGEST_EARLY_WINDOW_MS = 10 * 60_000;

/**
 * Characters of a token at most: no platform's has a tenth of it, and each is looked for in every text that is shown.
 */
const LONGEST_TOKEN = 8 * 1024;

/** The token; throws `PlatformError` for one that no platform would hand out. */
export function checkedToken(token: Token): Token {
  const length = Math.max(token.value.length, token.renewalValue?.length ?? 0);
  if (length <= LONGEST_TOKEN) return token;
  throw new PlatformError(
    `The platform handed out a token of ${length} characters, more than ${LONGEST_TOKEN}`,
    {
      code: 'session:token-too-long',
      kind: 'platform',
      retryable: false,
    },
  );
}

/** The time from which the token is to be renewed while it still works. */
export function renewalTime(token: Token): number {
  if (token.renewAt !== undefined) return token.renewAt;
  if (token.expiresAt === undefined) return Number.POSITIVE_INFINITY;
  const life = token.expiresAt - token.obtainedAt;
  return token.expiresAt - Math.min(life / 4, LONGEST_EARLY_WINDOW_MS);
}

export function isExpired(token: Token, now: number): boolean {
  return token.expiresAt !== undefined && token.expiresAt <= now;
}

/** How a platform gives out tokens; one small class a platform. */
export interface TokenProvider {
  /** Asks for a new token. */
  login(signal: AbortSignal): Promise<Token>;
  /** Prolongs or exchanges a token. May be called with one that has expired when `renewsExpired` is set. */
  renew?(token: Token, signal: AbortSignal): Promise<Token>;
  readonly renewsExpired?: boolean;
  /** False for a token that lacks what its renewal must present. */
  canRenew?(token: Token): boolean;
  /** True where renewing a live token keeps its value, so that others who use it are not affected. */
  readonly prolongs?: boolean;
}

export type { TokenProblem };
