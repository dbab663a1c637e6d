/**
 * The one error tree. Every failure that leaves this package is a `ShopfloorError`; `code` is stable and can
 * be switched on, `kind` groups codes by what a user would do about them.
 */

/** What a failure means for the one who has to act on it. */
export type FailureKind =
  | 'auth'
  | 'permission'
  | 'rate-limit'
  | 'not-found'
  | 'conflict'
  | 'input'
  | 'offline'
  | 'timeout'
  | 'network'
  | 'platform';

/** Why a platform refused a token: it ended, it is wrong, or a newer one took its place. */
export type TokenProblem = 'expired' | 'invalid' | 'superseded';

export interface FailureDetails {
  /** Stable identifier: `platform:code`, `network:ECONNREFUSED`, `timeout`, `input:machine_id`. */
  code: string;
  kind: FailureKind;
  /** True when the same call may succeed later without anybody changing anything. */
  retryable: boolean;
  /** HTTP status of the answer, when there was an answer. */
  httpStatus?: number | undefined;
  cause?: unknown;
}

export class ShopfloorError extends Error {
  // Own properties, declared here: Node-RED's Catch node copies only own `code`, `stack` and `cause`.
  readonly code: string;
  readonly kind: FailureKind;
  readonly retryable: boolean;
  readonly httpStatus?: number;
  platform?: string;
  operation?: string;
  attempts = 1;

  constructor(message: string, details: FailureDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code;
    this.kind = details.kind;
    this.retryable = details.retryable;
    if (details.httpStatus !== undefined) this.httpStatus = details.httpStatus;
  }
}

/** A parameter is missing or unusable; nothing was sent. `field` is the documented platform name. */
export class InputError extends ShopfloorError {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message, { code: `input:${field}`, kind: 'input', retryable: false });
    this.field = field;
  }
}

export interface NetworkErrorDetails {
  cause?: unknown;
  /** True when the request surely did not reach the platform, so that repeating it is safe. */
  notSent?: boolean;
  retryable?: boolean;
}

/** The platform could not be reached, or the connection broke. */
export class NetworkError extends ShopfloorError {
  readonly notSent: boolean;

  constructor(reason: string, message: string, details: NetworkErrorDetails = {}) {
    super(message, {
      code: `network:${reason}`,
      kind: 'network',
      retryable: details.retryable ?? true,
      cause: details.cause,
    });
    this.notSent = details.notSent ?? false;
  }
}

/** The store that processes share is out of reach; whatever needed it was not begun. */
export class StoreUnreachable extends NetworkError {
  constructor(message: string) {
    super('STORE', message, { notSent: true });
  }
}

/** No answer in the time allowed. */
export class TimeoutError extends ShopfloorError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'timeout', kind: 'timeout', retryable: true, cause });
  }
}

/** The caller gave up (abort signal, node closed) before there was an outcome. */
export class AbortedError extends ShopfloorError {
  constructor(message: string) {
    super(message, { code: 'aborted', kind: 'conflict', retryable: false });
  }
}

export interface PlatformErrorDetails extends FailureDetails {
  /** Set when the platform refused the token rather than the call. */
  tokenProblem?: TokenProblem | undefined;
  /** Milliseconds that the platform asked to wait. */
  retryAfterMs?: number | undefined;
}

/** The platform answered, and the answer is a failure or makes no sense. */
export class PlatformError extends ShopfloorError {
  readonly tokenProblem?: TokenProblem;
  readonly retryAfterMs?: number;

  constructor(message: string, details: PlatformErrorDetails) {
    super(message, details);
    if (details.tokenProblem !== undefined) this.tokenProblem = details.tokenProblem;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
  }
}

/** Any thrown value as an error of the tree; what is already one is returned as it is. */
export function toShopfloorError(thrown: unknown): ShopfloorError {
  if (thrown instanceof ShopfloorError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ShopfloorError(message, {
    code: 'internal',
    kind: 'platform',
    retryable: false,
    cause: thrown,
  });
}
