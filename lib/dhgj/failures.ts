import { PlatformError } from '../errors';
import { failureByStatus, type HttpResponse, jsonOf, retryAfterMs } from '../http';
import { isPlainObject, textOf } from '../json-values';
import { dhgjFailure } from './codes';

/** An answer whose HTTP status is not 200. */
export function httpFailure(response: HttpResponse): PlatformError {
  const { status } = response;
  const known = dhgjFailure(status);
  const text = platformText(response);
  const meaning = known?.en ?? 'The DHGJ cloud did not accept the call';
  return new PlatformError(`${meaning} (HTTP ${status}${text === '' ? '' : `: ${text}`})`, {
    ...failureByStatus(status),
    ...(known ? { kind: known.kind, retryable: known.retryable } : {}),
    code: `dhgj:http-${status}`,
    httpStatus: status,
    retryAfterMs: retryAfterMs(response),
  });
}

/**
 * An answer of HTTP 200 whose body says something else. The table of these codes is not public; those that look
 * like HTTP statuses are taken for what they would mean there.
 */
export function codeFailure(code: number | string, text: string): PlatformError {
  const status = Number(code);
  const known = dhgjFailure(status);
  const meaning = known?.en ?? 'The DHGJ cloud reported a failure';
  return new PlatformError(`${meaning} (dhgj:${code}${text === '' ? '' : `: ${text}`})`, {
    ...failureByStatus(status >= 400 && status < 600 ? status : 200),
    ...(known ? { kind: known.kind, retryable: known.retryable } : {}),
    code: `dhgj:${code}`,
    httpStatus: 200,
  });
}

/** A login that was refused: by the word of OAuth where there is one, by status otherwise. */
export function loginFailure(response: HttpResponse): PlatformError {
  const word = oauthWord(response);
  const known = word === undefined ? undefined : dhgjFailure(word);
  if (word === undefined || !known) return withoutTokenProblem(httpFailure(response));
  return new PlatformError(`${known.en} (${word}: ${platformText(response)})`, {
    code: `dhgj:${word}`,
    kind: known.kind,
    retryable: known.retryable,
    httpStatus: response.status,
  });
}

/** A login that was answered with HTTP 200 and a code in place of a token. */
export function loginRefusal(code: string, text: string): PlatformError {
  const { message, retryable, kind } = codeFailure(code, text);
  return new PlatformError(message, {
    code: `dhgj:${code}`,
    kind: retryable ? kind : 'auth',
    retryable,
    httpStatus: 200,
  });
}

/** An answer that contradicts the document; `what` says where. */
export function unexpectedAnswer(what: string): PlatformError {
  return new PlatformError(`${what}, which the document of the DHGJ cloud does not provide for`, {
    code: 'dhgj:unexpected-answer',
    kind: 'platform',
    retryable: false,
  });
}

function withoutTokenProblem(error: PlatformError): PlatformError {
  const { code, kind, retryable, httpStatus, retryAfterMs: wait } = error;
  return new PlatformError(error.message, { code, kind, retryable, httpStatus, retryAfterMs: wait });
}

function oauthWord(response: HttpResponse): string | undefined {
  return textOf(bodyOf(response)['error']);
}

/** What the platform says itself, wherever it says it. */
function platformText(response: HttpResponse): string {
  const { message, msg, error_description: description, error } = bodyOf(response);
  return (
    [message, msg, description, error].map(textOf).find((text) => text !== undefined && text !== '') ?? ''
  );
}

function bodyOf(response: HttpResponse): Record<string, unknown> {
  try {
    const value = jsonOf(response);
    return isPlainObject(value) ? value : {};
  } catch {
    return {};
  }
}
