import type { SimulatedRequest } from '../request';

/**
 * The headers of the document's sample requests, and those that HTTP itself needs (docs/platforms/dhgj.md, "Requests").
 */
const known = new Set(['host', 'connection', 'content-type', 'content-length', 'authorization']);

export const tokenPath = '/oauth/token';

/** What the platform does not understand about a request's headers; undefined when all is as in the samples. */
export function headerFault(request: SimulatedRequest): string | undefined {
  const names = request.stream.rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
  const strange = names.find((name) => !known.has(name));
  if (strange !== undefined) {
    return `header ${strange}`;
  }
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated !== undefined) {
    return `header ${repeated} twice`;
  }
  const hasBody = Number(request.headers['content-length'] ?? 0) > 0;
  if (hasBody && request.contentType === '') {
    return 'a body without content-type';
  }
  if (!hasBody && request.contentType !== '') {
    return 'content-type without a body';
  }
  if (request.path === tokenPath && request.headers.authorization !== undefined) {
    return 'authorization on the token call';
  }
  return undefined;
}
