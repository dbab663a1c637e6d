import { PlatformError } from '../errors';
import { failureByStatus, type HttpResponse, retryAfterMs } from '../http';
import { omsFailure } from './codes';

/** Codes that mean what they mean as HTTP statuses. */
const isStatusLike = (code: number) => code >= 400 && code < 600;

/**
 * The error for an answer that is no success: by the code in its body where there is one, else by its HTTP status.
 * The platform's own text is kept behind the English meaning.
 */
export function omsError(response: HttpResponse, code: number | undefined, text: string): PlatformError {
  const { status } = response;
  const decisive = code !== undefined && isStatusLike(code) ? code : status;
  const known = omsFailure(decisive);
  const name = code === undefined ? `http-${status}` : String(code);
  const meaning = known?.en ?? 'The OMS server reported a failure';
  return new PlatformError(`${meaning} (oms:${name}${text === '' ? '' : `: ${text}`})`, {
    ...failureByStatus(decisive),
    ...(known ? { kind: known.kind, retryable: known.retryable } : {}),
    code: `oms:${name}`,
    httpStatus: status,
    retryAfterMs: retryAfterMs(response),
  });
}

/**
 * A failed login: what the platform will not judge otherwise the next time is a refusal of the application. A
 * page that is not there says nothing about it.
 */
export function loginFailure(error: PlatformError): PlatformError {
  const { code, kind, retryable, httpStatus, retryAfterMs: wait } = error;
  const isRefusal = !retryable && httpStatus !== 404;
  const message = isRefusal
    ? `The OMS server refused the app id or its signature: ${error.message}`
    : error.message;
  return new PlatformError(message, {
    code,
    kind: isRefusal ? 'auth' : kind,
    retryable,
    httpStatus,
    retryAfterMs: wait,
  });
}

/** An answer that fits none of the forms that are known; `what` says why. */
export function unexpectedAnswer(what: string, httpStatus?: number): PlatformError {
  return new PlatformError(`${what}: the answer has none of the forms that are known of OMS servers`, {
    code: 'oms:unexpected-answer',
    kind: 'platform',
    retryable: false,
    httpStatus,
  });
}
