import { failureText } from '../catalogue/failure-table';
import { PlatformError } from '../errors';
import { failureByStatus, type HttpResponse, retryAfterMs } from '../http';
import { unexpectedAnswerOf } from '../http/unexpected-answer';
import { dhgjFailures } from './codes';
import { oauthErrorOf } from './oauth-error';

/** An answer whose HTTP status is not 200. */
export function httpFailure(response: HttpResponse): PlatformError {
  const { status } = response;
  const { word, text } = oauthErrorOf(response);
  const known = dhgjFailures.get(status);
  const meaning = (dhgjFailures.get(word ?? status) ?? known)?.en ?? 'The DHGJ cloud did not accept the call';
  return new PlatformError(failureText(meaning, `HTTP ${status}`, text), {
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
  const known = dhgjFailures.get(status);
  const meaning = known?.en ?? 'The DHGJ cloud reported a failure';
  return new PlatformError(failureText(meaning, `dhgj:${code}`, text), {
    ...failureByStatus(status >= 400 && status < 600 ? status : 200),
    ...(known ? { kind: known.kind, retryable: known.retryable } : {}),
    code: `dhgj:${code}`,
    httpStatus: 200,
  });
}

/**
 * The error for a failed login: by OAuth's error code where there is one, else by status. An answer in none of the
 * platform's forms may come from a proxy.
 */
export function loginFailure(response: HttpResponse): PlatformError {
  const { status } = response;
  const { word, text, isOwn } = oauthErrorOf(response);
  const named = word === undefined ? undefined : dhgjFailures.get(word);
  const { kind, retryable } = named ?? dhgjFailures.get(status) ?? failureByStatus(status);
  const meaning = named?.en ?? loginMeaning(status);
  const name = named ? String(named.code) : `HTTP ${status}`;
  const nobody = 'the answer has no form of the platform; perhaps a proxy answered';
  const told = isOwn ? text : [nobody, text].filter((each) => each !== '').join(': ');
  return new PlatformError(failureText(meaning, name, told), {
    code: named ? `dhgj:${word}` : `dhgj:http-${status}`,
    kind,
    retryable,
    httpStatus: status,
    retryAfterMs: retryAfterMs(response),
    ...(isOwn ? {} : { isForeign: true }),
  });
}

/** A login that was answered with HTTP 200 and a code in place of a token. */
export function loginRefusal(code: string, text: string): PlatformError {
  const { retryable, kind } = codeFailure(code, text);
  return new PlatformError(failureText(loginMeaning(Number(code)), `dhgj:${code}`, text), {
    code: `dhgj:${code}`,
    kind: retryable ? kind : 'auth',
    retryable,
    httpStatus: 200,
  });
}

/** What a status means at a login, where there is no token yet that could be invalid. */
function loginMeaning(status: number): string {
  return (
    (status === 401 ? undefined : dhgjFailures.get(status)?.en) ?? 'The DHGJ cloud did not accept the login'
  );
}

/** An answer that contradicts the document; `what` says where. */
export const unexpectedAnswer = unexpectedAnswerOf(
  'dhgj',
  ', which the document of the DHGJ cloud does not provide for',
);
