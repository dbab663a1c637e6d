import { PlatformError } from '../errors';
import { parseJson } from '../json-values';
import type { HttpResponse } from './transport';

export { isPlainObject } from '../json-values';

// Clocks differ and servers err: a date a year ahead must not stop an account for a year.
const LONGEST_WAIT_MS = 3_600_000;

/**
 * The body as JSON; throws `PlatformError` that says what came instead: `<platform>:http-<status>` where the server
 * reported a failure, else `<platform>:not-json`.
 */
export function readJson(response: HttpResponse, platform: string): unknown {
  const text = response.body.toString('utf8');
  try {
    return parseJson(text);
  } catch {
    // Without the parser's own words: they quote the answer, and cut what they quote, secrets too.
    const { status } = response;
    const hasFailed = status >= 400;
    const message = hasFailed
      ? `The server reported a failure: HTTP ${status}, and an answer that is ${describe(text)}`
      : `The answer is ${describe(text)} (HTTP ${status})`;
    throw new PlatformError(message, {
      ...failureByStatus(status),
      code: hasFailed ? `${platform}:http-${status}` : `${platform}:not-json`,
      httpStatus: status,
      retryAfterMs: retryAfterMs(response),
    });
  }
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

/** `Retry-After` in ms: seconds or a date (RFC 9110, section 10.2.3); an hour at most. */
export function retryAfterMs(response: Pick<HttpResponse, 'headers'>, now = Date.now()): number | undefined {
  const value = response.headers['retry-after'];
  if (value === undefined) return undefined;
  const wait = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), LONGEST_WAIT_MS);
}

function describe(text: string): string {
  const start = text.slice(0, 200).trim().toLowerCase();
  if (start === '') return 'empty';
  if (start.startsWith('<!doctype html') || start.startsWith('<html')) {
    return 'a web page (HTML), not JSON: a proxy or the login page of the network (captive portal) answered in place of the platform';
  }
  return /^[[{]/.test(start) ? 'damaged JSON' : 'not JSON';
}
