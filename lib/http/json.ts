import { PlatformError } from '../errors';
import { parseJson } from '../json/exact-json';
import { isPlainObject, textOf } from '../json/json-values';
import { presentableText, redact } from '../redaction';
import { bodyText } from './body-text';
import type { HttpResponse } from './transport';

export { isPlainObject } from '../json/json-values';

// A wrong date must not stop an account for a year.
const LONGEST_WAIT_MS = 600_000;

/**
 * The body as JSON; throws `PlatformError` that says what came instead: `<platform>:http-<status>` where the server
 * reported a failure, else what stood in the way: `<platform>:not-json`, a limit, a charset.
 */
export function readJson(response: HttpResponse, platform: string): unknown {
  try {
    return jsonOf(response);
  } catch (thrown) {
    const { status } = response;
    const hasFailed = status >= 400;
    const code = thrown instanceof PlatformError ? thrown.code : `${platform}:not-json`;
    throw new PlatformError(reasonOf(thrown, response), {
      ...failureByStatus(status),
      ...(hasFailed && !(thrown instanceof PlatformError) ? { isForeign: true } : {}),
      ...(isWebPage(response) ? { isForeign: true, tokenProblem: undefined } : {}),
      code: hasFailed ? `${platform}:http-${status}` : code,
      httpStatus: status,
      retryAfterMs: retryAfterMs(response),
    });
  }
}

/** The body as JSON, in its charset. Throws an error that says nothing of the call. */
export function jsonOf(response: Pick<HttpResponse, 'headers' | 'body' | 'mostValues'>): unknown {
  return parseJson(bodyText(response), { mostValues: response.mostValues });
}

/** The parser's own message is left out: it quotes parts of the answer, which may hold parts of secrets. */
function reasonOf(thrown: unknown, { status, body }: HttpResponse): string {
  const failed = `The server reported a failure: HTTP ${status}`;
  if (thrown instanceof PlatformError) {
    return status >= 400 ? `${failed}. ${thrown.message}` : `${thrown.message} (HTTP ${status})`;
  }
  const what = describe(body.toString('utf8', 0, LONGEST_LOOK));
  return status >= 400
    ? `${failed}, and an answer that is ${what}`
    : `The answer is ${what} (HTTP ${status})`;
}

/** Of an answer that cannot be read, in bytes and characters. */
const LONGEST_LOOK = 32 * 1024;
const TITLE_WITHIN = 1_000;
const LONGEST_TITLE = 300;

/** Where API gateways and proxies say what is wrong. */
const TEXTS = ['message', 'msg', 'error_msg', 'error_description', 'detail', 'error'];

/** A failure as JSON in no form of the platform; a proxy before it may have sent it. */
export function foreignFailure(response: HttpResponse, platform: string, body: unknown): PlatformError {
  const { status } = response;
  const fields = isPlainObject(body) ? body : {};
  const text = TEXTS.map((name) => textOf(fields[name])).find((each) => each !== undefined && each !== '');
  const told = text === undefined ? '' : ` ("${text}")`;
  return new PlatformError(
    `The server reported a failure: HTTP ${status}, and JSON${told} that has no form of the platform; perhaps a proxy or an API gateway answered`,
    {
      ...failureByStatus(status),
      code: `${platform}:http-${status}`,
      httpStatus: status,
      retryAfterMs: retryAfterMs(response),
      isForeign: true,
    },
  );
}

/** Kind and retryability of an HTTP status where nothing better is known. */
export function failureByStatus(
  status: number,
): Pick<PlatformError, 'kind' | 'retryable'> & { tokenProblem?: 'invalid' } {
  if (status === 401) return { kind: 'auth', retryable: false, tokenProblem: 'invalid' };
  if (status === 403) return { kind: 'permission', retryable: false };
  if (status === 404) return { kind: 'not-found', retryable: false };
  if (status === 408) return { kind: 'timeout', retryable: true };
  if (status === 409) return { kind: 'conflict', retryable: false };
  if (status === 429) return { kind: 'rate-limit', retryable: true };
  return { kind: 'platform', retryable: status >= 500 };
}

/** `Retry-After` in ms: seconds or a date (RFC 9110, section 10.2.3); ten minutes at most. */
export function retryAfterMs(response: Pick<HttpResponse, 'headers'>, now = Date.now()): number | undefined {
  const value = response.headers['retry-after'];
  if (value === undefined) return undefined;
  const wait = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), LONGEST_WAIT_MS);
}

/** True for a web page: no platform answers one, but a proxy may. */
export function isWebPage({ body }: Pick<HttpResponse, 'body'>): boolean {
  return isPage(body.toString('utf8', 0, 200));
}

function isPage(text: string): boolean {
  return /^\s*<(!doctype html|html)/i.test(text);
}

function describe(text: string): string {
  const start = text.slice(0, 200).trim().toLowerCase();
  if (start === '') return 'empty';
  if (isPage(text)) {
    // What is in the title is looked for secrets before anything ends it.
    const begin = text.slice(0, TITLE_WITHIN).search(/<title[^<>]{0,200}>/i);
    const [, title = ''] = /^<title[^<>]{0,200}>([^<]*)/i.exec(redact(text.slice(begin))) ?? [];
    const titled = title.trim() === '' ? '' : ` titled "${presentableText(title.trim(), LONGEST_TITLE)}"`;
    return `a web page (HTML)${titled}, not JSON: a proxy or the login page of the network (captive portal) answered in place of the platform`;
  }
  return /^[[{]/.test(start) ? 'damaged JSON' : 'not JSON';
}
