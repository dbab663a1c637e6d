import { failureText } from '../catalogue/failure-table';
import { PlatformError } from '../errors';
import { failureByStatus } from '../http';
import { unexpectedAnswerOf } from '../http/unexpected-answer';
import { bivrostFailures } from './codes';

/** The documents do not distinguish further (2.2). */
const UNEXPECTED = new Set([1, -1]);
export const MACHINE_OFFLINE = 3;
export const NO_PERMISSION = 7;
export const FILE_EXISTS = 142;
export const FILE_IN_USE = 143;
export const FILE_NOT_FOUND = 158;
export const NO_PROGRAM = 196;
export const NOT_SUPPORTED = 101;
export const TASK_NOT_READY = 1303;
export const NO_SUCH_MACHINE = 10003;
export const INVALID_REQUEST = 10017;

/** An error object of the gateway: on HTTP, or in the place of an entry that failed. */
export interface GatewayErrorObject {
  errorCode: number;
  errorMsg?: unknown;
  statusMsg?: unknown;
}

/**
 * The error for an error object. The code decides what it means, whatever the HTTP status (docs/platforms/bivrost.md,
 * "Success and failure"); the gateway's own text is kept behind the meaning. `tokensEnd`: code 7 may mean that the
 * token has ended.
 */
export function gatewayError(
  { errorCode: code, errorMsg, statusMsg }: GatewayErrorObject,
  httpStatus?: number,
  tokensEnd = false,
): PlatformError {
  // An interface that the firmware does not have is answered with 404 and a code that no document explains.
  const named = bivrostFailures.get(code);
  const known = named ?? (httpStatus === 404 ? failureByStatus(httpStatus) : undefined);
  const text = [errorMsg, statusMsg].filter((each) => typeof each === 'string' && each !== '').join(' ');
  const meaning = named?.en ?? 'The gateway reported a failure whose code is not documented';
  // A refused address has nothing to do with the token; it is the only meaning of code 7 that has a text of its own.
  const mayBeToken = tokensEnd && code === NO_PERMISSION && !/white ?list/i.test(text);
  return new PlatformError(failureText(meaning, `bivrost:${code}`, text), {
    code: `bivrost:${code}`,
    kind: known?.kind ?? 'platform',
    retryable: known?.retryable === true || isPassing(code, httpStatus),
    httpStatus,
    ...(mayBeToken ? { tokenProblem: 'invalid' } : {}),
  });
}

/** An unexpected error of the gateway, whose HTTP status says that it is the server's. It may pass. */
function isPassing(code: number, httpStatus = 0): boolean {
  return UNEXPECTED.has(code) && failureByStatus(httpStatus).retryable;
}

/** An answer that contradicts the documents; `what` says where. */
export const unexpectedAnswer = unexpectedAnswerOf(
  'bivrost',
  ', which the documents of the gateway do not provide for',
);

/** True for the gateway's failure with this code. */
export function isGatewayFailure(error: unknown, code: number): error is PlatformError {
  return error instanceof PlatformError && error.code === `bivrost:${code}`;
}
