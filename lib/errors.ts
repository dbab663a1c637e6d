import { presentableCause, presentableText } from './redaction';

/** What a failure means for the one who has to act on it. */
export type FailureKind =
  | 'aborted'
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

/**
 * Why a platform refused a token: it has ended, it is wrong, or a newer one has replaced it. `suspected`: the answer may
 * also be about something else, so that the call may have been done.
 */
export type TokenProblem = 'expired' | 'invalid' | 'superseded' | 'suspected';

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

/** `error.name` of the tree's errors. */
export type ErrorName =
  | 'ShopfloorError'
  | 'InputError'
  | 'NetworkError'
  | 'StoreUnreachable'
  | 'TimeoutError'
  | 'AbortedError'
  | 'PlatformError';

const LONGEST_CODE = 100;

/**
 * The one error tree. Every failure that leaves this package is a `ShopfloorError`; `code` is stable and can
 * be switched on, `kind` groups codes by what a user would do about them. Whatever it is made of, its message, its
 * code and its cause hold no secret, no control characters and no endless text.
 */
export class ShopfloorError extends Error {
  declare readonly message: string;
  override readonly name: ErrorName = 'ShopfloorError';
  // Own properties, declared here: Node-RED's Catch node copies only own `code`, `stack` and `cause`.
  readonly code: string;
  readonly kind: FailureKind;
  readonly retryable: boolean;
  httpStatus?: number;
  platform?: string;
  operation?: string;
  /** What it is about, such as `machineId`, `fileName` or `queue`. */
  subject?: Readonly<Record<string, string>>;
  /** How often the request was sent. */
  attempts = 1;

  constructor(message: string, details: FailureDetails) {
    super(presentableText(message), causeOf(details));
    this.code = presentableText(details.code, LONGEST_CODE);
    this.kind = details.kind;
    this.retryable = details.retryable;
    if (details.httpStatus !== undefined) this.httpStatus = details.httpStatus;
  }

  /** Notes what was being done, unless the error names it already. */
  during(platform: string, operation: string): this {
    this.platform ??= platform;
    this.operation ??= operation;
    return this;
  }

  /** Notes what the call was about; what the error names already stays. */
  concerning(subject: Readonly<Record<string, string>>): this {
    this.subject = { ...subject, ...this.subject };
    return this;
  }

  /** A copy of the failure, with a note behind its message. Changes of the copy do not show in the original. */
  copy(note = ''): this {
    const message = presentableText(this.message + note);
    const stack = this.stack?.replace(this.message, () => message);
    const copy = Object.defineProperties(new Error(message), {
      ...Object.getOwnPropertyDescriptors(this),
      message: { value: message, configurable: true, writable: true },
      stack: { value: stack, configurable: true, writable: true },
    });
    return Object.setPrototypeOf(copy, Object.getPrototypeOf(this) as object) as this;
  }
}

/** An error of the tree has passed redaction already. */
function causeOf({ cause }: FailureDetails): ErrorOptions | undefined {
  if (cause === undefined) return undefined;
  return { cause: isOfTree(cause) ? cause : presentableCause(cause) };
}

/** A parameter is missing or unusable; nothing was sent. `field` is the documented platform name. */
export class InputError extends ShopfloorError {
  override readonly name = 'InputError';
  /** The parameter's documented name; `code` is `input:` and this. */
  readonly field: string;

  constructor(field: string, message: string) {
    super(message, { code: `input:${field}`, kind: 'input', retryable: false });
    this.field = field;
    this.attempts = 0;
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
  override readonly name: 'NetworkError' | 'StoreUnreachable' = 'NetworkError';
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

/**
 * Why the store that processes share cannot be used: it is not there, refuses the user or the password, what the user
 * may do or the channels that he may use; it takes no changes, has no room, no such database, or holds these keys on
 * another node; a certificate is not trusted; the Sentinels know no master; what answers is no Redis server.
 */
export type StoreProblem =
  | 'unreachable'
  | 'login'
  | 'permission'
  | 'channels'
  | 'readonly'
  | 'full'
  | 'database'
  | 'cluster'
  | 'certificate'
  | 'master'
  | 'protocol';

/** The store that processes share cannot be used; whatever needed it was not begun. */
export class StoreUnreachable extends NetworkError {
  override readonly name = 'StoreUnreachable';
  readonly problem: StoreProblem;

  constructor(message: string, problem: StoreProblem = 'unreachable') {
    super(problem === 'unreachable' ? 'STORE' : `STORE_${problem.toUpperCase()}`, message, { notSent: true });
    this.problem = problem;
  }
}

/** No answer in the time allowed. */
export class TimeoutError extends ShopfloorError {
  override readonly name = 'TimeoutError';

  constructor(message: string, cause?: unknown) {
    super(message, { code: 'timeout', kind: 'timeout', retryable: true, cause });
  }
}

/** The caller gave up (abort signal, node closed) before there was an outcome. */
export class AbortedError extends ShopfloorError {
  override readonly name = 'AbortedError';

  /** `reason` is the signal's. It becomes the cause unchanged, because it comes from the caller. */
  constructor(message: string, reason?: unknown) {
    super(message, { code: 'aborted', kind: 'aborted', retryable: false });
    if (reason === undefined) return;
    Reflect.defineProperty(this, 'cause', { value: reason, configurable: true, writable: true });
  }
}

/** What was being done was given up for the signal's reason, whose words are in the message. */
export function abortedBy({ reason }: AbortSignal, what: string): AbortedError {
  const words = typeof reason === 'string' ? reason : reason instanceof Error ? reason.message : '';
  // The reason that `abort()` gives by itself.
  const isTold = words !== '' && !(reason instanceof DOMException && reason.name === 'AbortError');
  return new AbortedError(isTold ? `${what}: ${words}` : what, reason);
}

export interface PlatformErrorDetails extends FailureDetails {
  /** Set when the platform refused the token rather than the call. */
  tokenProblem?: TokenProblem | undefined;
  /** Milliseconds that the platform asked to wait. */
  retryAfterMs?: number | undefined;
  /** True when something between, such as a proxy, answered instead of the platform. */
  isForeign?: boolean | undefined;
}

/** The platform answered, and the answer is a failure or makes no sense. */
export class PlatformError extends ShopfloorError {
  override readonly name = 'PlatformError';
  readonly tokenProblem?: TokenProblem;
  readonly retryAfterMs?: number;
  readonly isForeign?: boolean;

  constructor(message: string, details: PlatformErrorDetails) {
    super(message, details);
    if (details.tokenProblem !== undefined) this.tokenProblem = details.tokenProblem;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
    if (details.isForeign !== undefined) this.isForeign = details.isForeign;
  }
}

/** Any value can be thrown, and its getters may throw as well. */
function isOfTree(thrown: unknown): thrown is ShopfloorError {
  try {
    return thrown instanceof ShopfloorError;
  } catch {
    return false;
  }
}

/** Any thrown value as an error of the tree; what is already one is returned as it is. */
export function toShopfloorError(thrown: unknown): ShopfloorError {
  if (isOfTree(thrown)) return thrown;
  const cause = presentableCause(thrown);
  return new ShopfloorError(cause instanceof Error ? cause.message : String(cause), {
    code: 'internal',
    kind: 'platform',
    retryable: false,
    cause: thrown,
  });
}
