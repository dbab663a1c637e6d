import { PlatformError } from '../errors';
import { foreignAnswer } from '../http/foreign-answers';
import { failureByStatus, retryAfterMs } from '../http/json';
import type { HttpResponse } from '../http/transport';

/**
 * Statuses of servers and proxies that do not know the transport. Any other answer, such as a refused token or a busy
 * server, would be the same on another transport.
 */
const NO_SUCH_WAY = new Set([400, 404, 405, 410, 426, 501]);

/** True when another transport may work where this answer came. */
export function saysNoSuchWay(status: number): boolean {
  return NO_SUCH_WAY.has(status) || (status >= 200 && status < 300);
}

/** The error for an HTTP answer that came in place of a socket; `body` may be its beginning. */
export function refusal({
  status,
  headers,
  body = Buffer.alloc(0),
}: Pick<HttpResponse, 'status' | 'headers'> & { body?: Buffer }): PlatformError {
  return (
    foreignAnswer({ status, headers, body }, 'network') ??
    new PlatformError(`The server refused the socket (HTTP ${status})`, {
      ...failureByStatus(status),
      code: `network:http-${status}`,
      httpStatus: status,
      retryAfterMs: retryAfterMs({ headers }),
    })
  );
}
