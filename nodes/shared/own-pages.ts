import type { Request, RequestHandler } from 'express';

/** Why a request is not served, for the editor that asks and whoever reads the network's log. */
interface Refusal {
  status: number;
  code: string;
  message: string;
}

/** Answers only pages of this Node-RED: any page that is open in a browser can send requests to it. */
export const refuseForeignPages: RequestHandler = (request, response, next) => {
  refuse(foreignPage(request), request, response, next);
};

/**
 * Takes JSON alone. A form, which a page of any site may send with no question asked before, is refused without being
 * looked at; with JSON the browser asks first, and Node-RED says no.
 */
export const refuseForms: RequestHandler = (request, response, next) => {
  const isJson = /^application\/json *(;|$)/i.test(request.headers['content-type'] ?? '');
  const message = 'The request must be JSON ("Content-Type: application/json")';
  const refusal = isJson ? undefined : { status: 415, code: 'shopfloor:no-json', message };
  refuse(refusal, request, response, next);
};

function refuse(refusal: Refusal | undefined, ...[, response, next]: Parameters<RequestHandler>): void {
  if (refusal) {
    const { status, ...said } = refusal;
    const answer = { ok: false, kind: 'permission', ...said };
    response.status(status).json(answer);
  } else {
    next();
  }
}

/** Browsers say by `Sec-Fetch-Site` where a page is from; without TLS, and old ones, only by `Origin`. */
function foreignPage({ headers }: Request): Refusal | undefined {
  const { host, origin, 'sec-fetch-site': site, 'x-forwarded-host': forwarded } = headers;
  const refusal = {
    status: 403,
    code: 'shopfloor:foreign-page',
    message:
      'The page that asks is not of this Node-RED. A proxy before Node-RED must hand on the header "Host", or set "X-Forwarded-Host"',
  };
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? undefined : refusal;
  if (origin === undefined) return undefined;
  const hosts = [host, ...String(forwarded ?? '').split(',')].map((each) => each?.trim().toLowerCase());
  return URL.canParse(origin) && hosts.includes(new URL(origin).host) ? undefined : refusal;
}
