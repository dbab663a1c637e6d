import { failureText } from '../catalogue/failure-table';
import { PlatformError } from '../errors';
import { isPlainObject, numberOf, textOf } from '../json/json-values';
import { mgmFailures } from './codes';
import { mgmFileMessage } from './file-messages';

/**
 * How long to wait after 3009: a third of the minute over which the platform counts (docs/platforms/mgm.md, "Calls":
 * 补).
 */
const AFTER_TOO_MANY_CALLS_MS = 20_000;

/**
 * The error for a code and text that the MGM cloud sent, on HTTP or on a socket. The English meaning comes
 * first and the platform's own text is kept behind it.
 */
export function mgmError(code: number | string, text: string, httpStatus?: number): PlatformError {
  const known = typeof code === 'number' ? mgmFailures.get(code) : undefined;
  // 723 means two things, and unlisted codes come with a listed text: the text decides where the code can't.
  const named = known ? undefined : mgmFileMessage(text);
  const meaning = known?.en ?? named?.en ?? 'The MGM cloud reported a failure whose code is not documented';
  return new PlatformError(failureText(meaning, `mgm:${code}`, text), {
    code: `mgm:${code}`,
    kind: known?.kind ?? named?.kind ?? 'platform',
    retryable: known?.retryable ?? named?.retryable ?? false,
    tokenProblem: known?.tokenProblem,
    httpStatus,
    retryAfterMs: code === 3009 ? AFTER_TOO_MANY_CALLS_MS : undefined,
  });
}

const FILE_EXISTS = new Set<number | string | undefined>([
  713,
  714,
  733,
  'FILE_EXIST',
  'FILE_IN_CNC_EXIST',
  'FILE_IN_BOX_EXIST',
]);

/** True when a socket's message says that there is such a file already. */
export function saysFileExists({ code, message }: Record<string, unknown>): boolean {
  return FILE_EXISTS.has(numberOf(code)) || FILE_EXISTS.has(mgmFileMessage(textOf(message) ?? '')?.code);
}

/**
 * The error that a socket's message `{code, message}` tells (docs/platforms/mgm.md, "Live data" and "Sending files").
 */
export function mgmSocketError({ code, message }: Record<string, unknown>): PlatformError {
  return mgmError(numberOf(code) ?? textOf(code) ?? 'unknown', textOf(message) ?? '');
}

/** The close code that every SockJS server sends ("Go away!"), whatever the reason. */
const SOCKJS_GOODBYE = 3000;
const SUCCESS = 200;
const EXPIRED = 3005;
/** Words of a notice whose form no document shows (docs/platforms/mgm.md, "Live data"). */
const ABOUT_THE_TOKEN = /expire|token|过期|\b401\b/i;
const LONGEST_NOTICE = 2_000;

/** The error that a close code or its text tells, for a server that says nothing else. */
export function mgmGoodbye({ code, reason }: { code: number; reason: string }): PlatformError | undefined {
  if (code !== SOCKJS_GOODBYE && mgmFailures.get(code)) return mgmError(code, reason);
  return tokenNotice(reason);
}

/** What a message of `real_time` that is no data of a machine tells; undefined where it tells no failure. */
export function mgmNotice(message: Record<string, unknown>): PlatformError | undefined {
  const { data, code } = message;
  const told = [isPlainObject(data) ? data : {}, message].find(
    (each) => mgmFailures.get(numberOf(each['code']) ?? 0) !== undefined,
  );
  if (told) return mgmSocketError(told);
  const about = tokenNotice(JSON.stringify(message), textOf(message['message']) ?? '');
  return about ?? (code && numberOf(code) !== SUCCESS ? mgmSocketError(message) : undefined);
}

/** The error for a text that is about the token; `shown` is what the error repeats of it. */
export function tokenNotice(text: string, shown = text): PlatformError | undefined {
  return ABOUT_THE_TOKEN.test(text.slice(0, LONGEST_NOTICE)) ? mgmError(EXPIRED, shown) : undefined;
}
