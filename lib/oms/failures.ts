import { failureText } from '../catalogue/failure-table';
import { PlatformError, type TokenProblem } from '../errors';
import { failureByStatus, type HttpResponse, retryAfterMs } from '../http';
import { unexpectedAnswerOf } from '../http/unexpected-answer';
import { omsFailures } from './codes';

/** Codes that mean what they mean as HTTP statuses. */
const isStatusLike = (code: number) => code >= 400 && code < 600;

/**
 * Texts such as "token expired", "Invalid token", "Token 已过期", "令牌无效", "请重新登录". They begin with what they are
 * about, because a device's own text may speak of tokens and sessions too.
 */
const ABOUT_AN_ENDED_TOKEN = [
  /^(?:the |your |access |app |jwt )*token[ :]+(?:has |is |was |already |been )*(?:expired|invalid|not valid|no longer valid)\b/i,
  /^(?:expired|invalid) (?:access |app |jwt )*token(?:[.!]?$|[,，] ?please )/i,
  /^(?:您的|你的|当前|用户|access ?|app ?)*(?:token|令牌|凭证|登录|登录状态|会话)[ 已经是为]*(?:过期|失效|无效)/i,
  /^(?:过期|失效|无效)的? ?(?:token|令牌)/i,
  /^请[您先]*重新登录/,
];
const LONGEST_TEXT = 80;

/**
 * The error for an answer that is no success: by the code in its body where there is one, else by its HTTP status.
 * The platform's own text is kept behind the English meaning.
 */
export function omsError(response: HttpResponse, code: number | undefined, text: string): PlatformError {
  const { status } = response;
  const decisive = code !== undefined && isStatusLike(code) ? code : status;
  const isEnded = saysTokenEnded(text);
  const known = omsFailures.get(isEnded ? 401 : decisive);
  const name = code === undefined ? nameOf(status) : String(code);
  const meaning = known?.en ?? 'The OMS server reported a failure';
  return new PlatformError(failureText(meaning, `oms:${name}`, text), {
    ...failureByStatus(decisive),
    ...(known ? { kind: known.kind, retryable: known.retryable } : {}),
    ...(isEnded || decisive === 403 ? { tokenProblem: problemOf(response, decisive) } : {}),
    code: `oms:${name}`,
    httpStatus: status,
    retryAfterMs: retryAfterMs(response),
  });
}

/** A failure within HTTP 2xx that has no code of its own. */
function nameOf(status: number): string {
  return status < 300 ? 'refused' : `http-${status}`;
}

/** A status refuses the whole request. A text, or 403 as a mere code, may tell what a device answered. */
function problemOf({ status }: HttpResponse, decisive: number): TokenProblem {
  // Some servers answer 403 for a token that has ended: a new one shows which it is.
  return decisive === 401 || status === 401 || status === 403 ? 'invalid' : 'suspected';
}

function saysTokenEnded(text: string): boolean {
  const said = text.trim();
  return said.length <= LONGEST_TEXT && ABOUT_AN_ENDED_TOKEN.some((words) => words.test(said));
}

/**
 * The error for a failed login. A failure that will be the same next time is a refusal of the application; a page that
 * is not there is none.
 */
export function loginFailure(response: HttpResponse, code: number | undefined, text: string): PlatformError {
  const error = omsError(response, code, text);
  const { kind, retryable, httpStatus, retryAfterMs: wait } = error;
  const isRefusal = !retryable && httpStatus !== 404;
  // At a login there is no token yet that could be invalid.
  const told = error.tokenProblem === undefined || text === '' ? error.message : `${error.code}: ${text}`;
  const message = isRefusal ? `The OMS server refused the app id or its signature: ${told}` : error.message;
  return new PlatformError(message, {
    code: error.code,
    kind: isRefusal ? 'auth' : kind,
    retryable,
    httpStatus,
    retryAfterMs: wait,
  });
}

/** A failed login without anything in the form of an OMS server. */
export function foreignLoginAnswer(response: HttpResponse): PlatformError {
  const { status } = response;
  const { kind, retryable } = failureByStatus(status);
  return new PlatformError(
    `The login was answered with HTTP ${status} and no JSON, as no OMS server does; perhaps a proxy answered`,
    {
      code: `oms:http-${status}`,
      kind,
      retryable,
      httpStatus: status,
      retryAfterMs: retryAfterMs(response),
      isForeign: true,
    },
  );
}

/** The document's own nginx passes on `/oms/` alone (docs/platforms/oms.md, "Requests"). */
export function noSuchAddress(): PlatformError {
  return new PlatformError(
    'The address is missing on the server (HTTP 404), not the thing asked for: a proxy before the OMS server passes on /oms/ and not /pms/; let it pass on /pms/ too, or give the address of the OMS server itself',
    { code: 'oms:http-404', kind: 'not-found', retryable: false, httpStatus: 404, isForeign: true },
  );
}

/** An answer that fits none of the forms that are known; `what` says why. */
export const unexpectedAnswer = unexpectedAnswerOf(
  'oms',
  ': the answer has none of the forms that are known of OMS servers',
);
