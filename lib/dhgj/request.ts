import { InputError } from '../errors';
import type { HttpRequest, Safety } from '../http';
import { readings, refuseDotSegments, segmentsOf } from '../http/path';
import { writeJson } from '../json/exact-json';
import { DHGJ_BODY_KINDS, DHGJ_METHODS, type DhgjBodyKind, type DhgjMethod } from './call-kinds';
import { encodeFields, readFields } from './fields';

const FORM = 'application/x-www-form-urlencoded; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

/** Fields by name, or text such as `a=1&b=2`. */
export type DhgjQuery = Record<string, unknown> | string;

/** One call of a business interface. */
export interface DhgjCall {
  /** One of `DHGJ_METHODS`, in letters of either case. */
  method: string;
  /** Below the base URL; may hold a query. */
  path: string;
  query?: DhgjQuery;
  /** Default `none`. */
  body?: DhgjBodyKind;
  /** What the body is made of: fields for a form, an object or a list for JSON, or text of that kind. */
  data?: unknown;
  /** True for calls that change nothing although they are no GET: they may be repeated. */
  onlyReads?: boolean;
}

/** A checked call, ready to be sent. */
export interface PreparedCall {
  /** `GET /xxx/xxxx` */
  operation: string;
  safety: Safety;
  request: HttpRequest;
}

/** The request of a call. Throws `InputError` naming what is missing or wrong; then nothing is sent. */
export function prepareCall(call: DhgjCall): PreparedCall {
  const method = checkedMethod(call.method);
  const { path, query } = checkedPath(call.path);
  const added = call.query === undefined ? '' : encodeFields('query', readFields('query', call.query));
  const wholeQuery = [query, added].filter((part) => part !== '').join('&');
  // Whatever is said of it, a PUT, PATCH or DELETE changes something.
  const isRead = method === 'GET' || (method === 'POST' && call.onlyReads === true);
  return {
    operation: `${method} ${path}`,
    safety: isRead ? 'safe' : 'change',
    request: { method, path: wholeQuery === '' ? path : `${path}?${wholeQuery}`, ...bodyOf(call) },
  };
}

function checkedMethod(text: string): DhgjMethod {
  const wanted = text.trim().toUpperCase();
  const method = DHGJ_METHODS.find((each) => each === wanted);
  if (!method) throw new InputError('method', `"${text}" is not one of ${DHGJ_METHODS.join(', ')}`);
  return method;
}

function checkedPath(text: string): { path: string; query: string } {
  const trimmed = text.trim();
  if (trimmed === '') throw new InputError('path', '"path" is missing: set it in the node or in the message');
  // A path with a host of its own would take the token there.
  if (/^[/\\]{2}|^[a-z][a-z\d+.-]*:/i.test(trimmed)) {
    throw new InputError('path', `"path" must be a path such as /xxx/xxxx, not an address: ${trimmed}`);
  }
  const [bare = '', ...queryParts] = trimmed.split('?');
  const path = encodedPath(bare.startsWith('/') ? bare : `/${bare}`);
  for (const reading of readings(bare)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
    if (/[\\\x00-\x1f\x7f]/.test(reading)) {
      throw new InputError('path', `"path" must not hold backslashes or control characters: ${trimmed}`);
    }
    if (isTokenInterface(reading)) {
      throw new InputError('path', 'The account asks for tokens itself: asking often ends the one in use');
    }
  }
  refuseDotSegments('path', bare);
  return { path, query: encodeFields('path', readFields('path', queryParts.join('?'))) };
}

/** This counts also where a server removes a suffix, or cuts the path at an encoded character. */
function isTokenInterface(path: string): boolean {
  const [bare = ''] = path.split(/[?#]/);
  const [first = '', second = ''] = segmentsOf(bare).filter((segment) => segment !== '');
  return /^oauth$/i.test(first) && /^token(\.|$)/i.test(second);
}

/** What is percent-encoded stays so; what an address can't hold is encoded. */
function encodedPath(path: string): string {
  try {
    return encodeURI(path)
      .replace(/%25([\da-f]{2})/gi, '%$1')
      .replaceAll('#', '%23');
  } catch {
    throw new InputError('path', '"path" holds half of a character (a lone surrogate)');
  }
}

function bodyOf({ body = 'none', data }: DhgjCall): Pick<HttpRequest, 'body' | 'contentType'> {
  const content = Buffer.isBuffer(data) ? data.toString('utf8') : data;
  switch (body) {
    case 'none':
      return {};
    case 'form':
      return nonEmpty(encodeFields('data', readFields('data', given(content))), FORM);
    case 'json':
      return { body: jsonText(given(content)), contentType: JSON_TYPE };
    default:
      throw new InputError('body', `"body" must be one of ${DHGJ_BODY_KINDS.join(', ')}`);
  }
}

/** Content-Type goes out only with a body: the platform understands no header that its samples do not show. */
function nonEmpty(body: string, contentType: string): Pick<HttpRequest, 'body' | 'contentType'> {
  return body === '' ? {} : { body, contentType };
}

/** An object or a list as JSON; text must be JSON already and is sent as it is. */
function jsonText(content: unknown): string {
  const text = typeof content === 'string' ? content : writeJson(content, 'data');
  const value = typeof content === 'string' ? parsed(content) : content;
  if (typeof value !== 'object' || value === null) {
    throw new InputError('data', '"data" must be an object, a list, or text that holds such JSON');
  }
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function given(content: unknown): unknown {
  if (content !== undefined) return content;
  throw new InputError('data', '"data" is missing: what is to be sent as the body');
}
