import { PlatformError } from '../errors';
import { retryAfterMs } from './json';
import type { HttpResponse } from './transport';

type Head = Pick<HttpResponse, 'status' | 'headers'>;

/** How nginx, Apache, Go and Tomcat answer what came without TLS to a port that wants it. */
const WANTS_TLS =
  /plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled|HTTP request to an HTTPS server|host and port requires TLS/i;
const LONGEST_LOOK = 2_000;

/** Throws for answers that servers and proxies give themselves, whatever the platform. */
export function refuseForeign(response: HttpResponse, platform: string): void {
  const error = foreignAnswer(response, platform);
  if (error) throw error;
}

/** The same check by the head alone, before the body is read. */
export function refuseForeignHead(head: Head, platform: string): void {
  const error = foreignHead(head, platform);
  if (error) throw error;
}

/** What a server or a proxy said itself; undefined for what may be the platform's. `body` may be its beginning. */
export function foreignAnswer(
  response: Pick<HttpResponse, 'status' | 'headers' | 'body'>,
  platform: string,
): PlatformError | undefined {
  const { status, body } = response;
  if (status !== 400 || !WANTS_TLS.test(body.toString('latin1', 0, LONGEST_LOOK))) {
    return foreignHead(response, platform);
  }
  return new PlatformError(
    'The server wants TLS at this port: give an address with https:// in place of http://',
    { code: 'network:tls-wanted', kind: 'platform', retryable: false, httpStatus: status, isForeign: true },
  );
}

function foreignHead(head: Head, platform: string): PlatformError | undefined {
  const { status } = head;
  // Followed, a redirect would carry the token to wherever the answer points.
  if (status >= 300 && status <= 399 && status !== 304) {
    return new PlatformError(
      `The server answered with a redirect (HTTP ${status}), which is not followed; check the base URL, and whether the network has a login page (captive portal)`,
      {
        code: 'network:redirect',
        kind: 'platform',
        retryable: false,
        httpStatus: status,
        retryAfterMs: retryAfterMs(head),
      },
    );
  }
  if (status !== 413) return undefined;
  return new PlatformError(
    'The request is too large for the proxy or the server (HTTP 413); its limit has to be raised there, such as client_max_body_size of nginx',
    { code: `${platform}:http-413`, kind: 'input', retryable: false, httpStatus: status, isForeign: true },
  );
}
