import { PlatformError } from '../errors';
import type { HttpResponse } from './transport';

type Head = Pick<HttpResponse, 'status' | 'headers'>;

/** How nginx, Apache, Go and Tomcat answer what came without TLS to a port that wants it. */
const WANTS_TLS =
  /plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled|HTTP request to an HTTPS server|host and port requires TLS/i;
const LONGEST_LOOK = 2_000;

/** Throws for answers that servers and proxies give themselves, whatever the platform. */
export function refuseForeign(response: HttpResponse, platform: string): void {
  refuseForeignHead(response, platform);
  if (response.status !== 400 || !WANTS_TLS.test(response.body.toString('latin1', 0, LONGEST_LOOK))) return;
  throw new PlatformError(
    'The server wants TLS at this port: give an address with https:// in place of http://',
    {
      code: 'network:tls-wanted',
      kind: 'platform',
      retryable: false,
      httpStatus: response.status,
      isForeign: true,
    },
  );
}

/** The same check by the head alone, before the body is read. */
export function refuseForeignHead(head: Head, platform: string): void {
  refuseRedirect(head);
  if (head.status !== 413) return;
  throw new PlatformError(
    'The request is too large for the proxy or the server (HTTP 413); its limit has to be raised there, such as client_max_body_size of nginx',
    {
      code: `${platform}:http-413`,
      kind: 'input',
      retryable: false,
      httpStatus: head.status,
      isForeign: true,
    },
  );
}

/** A redirect is refused rather than followed: it would carry the token to wherever the answer points. */
function refuseRedirect({ status }: Head): void {
  if (status < 300 || status > 399 || status === 304) return;
  throw new PlatformError(
    `The server answered with a redirect (HTTP ${status}), which is not followed; check the base URL, and whether the network has a login page (captive portal)`,
    { code: 'network:redirect', kind: 'platform', retryable: false, httpStatus: status },
  );
}
