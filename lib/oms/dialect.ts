import {
  type Answer,
  type Dialect,
  type HttpRequest,
  type HttpResponse,
  isWebPage,
  jsonOf,
  readJson,
} from '../http';
import { isPlainObject, textOf } from '../json-values';
import type { Token } from '../session';
import { loginFailure, omsError } from './failures';

export const LOGIN_OPERATION = 'auth/token';

const SUCCESS_CODES = new Set([0, 200]);
const NO_CONTENT = 204;

interface Envelope {
  code: number | undefined;
  text: string;
  /** The body without code and text where it is an envelope; else the body itself. */
  content: unknown;
}

/** Header `Token`; the form of answers is ours (oms.md), since the document shows none. */
export class OmsDialect implements Dialect {
  readonly platform = 'oms';

  /** @param fileOperations operations that may answer a file */
  constructor(private readonly fileOperations: ReadonlySet<string>) {}

  authorize(request: HttpRequest, token: Token): HttpRequest {
    return { ...request, headers: { ...request.headers, Token: token.value } };
  }

  read(response: HttpResponse, operation: string): Answer {
    const isSuccess = response.status >= 200 && response.status < 300;
    if (response.status === NO_CONTENT) return { data: null };
    if (isSuccess && this.fileOperations.has(operation) && isFile(response)) return { data: response.body };
    const { code, text, content } =
      isSuccess || isWebPage(response) ? open(readJson(response, this.platform)) : openAnyhow(response);
    if (!isSuccess || (code !== undefined && !SUCCESS_CODES.has(code))) {
      const error = omsError(response, code, text);
      throw operation === LOGIN_OPERATION ? loginFailure(error) : error;
    }
    return {
      data: operation === LOGIN_OPERATION ? content : dataOf(content),
      ...(code === undefined ? {} : { code }),
      // The text beside a new token may repeat it.
      ...(text === '' || operation === LOGIN_OPERATION ? {} : { message: text }),
    };
  }
}

function open(body: unknown): Envelope {
  const code = isPlainObject(body) ? codeOf(body) : undefined;
  if (!isPlainObject(body) || code === undefined) return { code, text: platformText(body), content: body };
  const { code: _code, msg: _msg, message: _message, ...content } = body;
  return { code, text: platformText(body), content };
}

/** The body of a failure: a web page or nothing at all is as good as JSON then. */
function openAnyhow(response: HttpResponse): Envelope {
  try {
    return open(jsonOf(response));
  } catch {
    return { code: undefined, text: '', content: undefined };
  }
}

/** A number, or digits beside what makes an envelope: products have a field `code` of their own. */
function codeOf(body: Record<string, unknown>): number | undefined {
  const { code } = body;
  if (typeof code === 'number') return code;
  const isEnvelope = 'msg' in body || 'message' in body || 'data' in body;
  return isEnvelope && typeof code === 'string' && /^-?\d{1,9}$/.test(code) ? Number(code) : undefined;
}

function platformText(body: unknown): string {
  return isPlainObject(body) ? (textOf(body['msg'] ?? body['message']) ?? '') : '';
}

function dataOf(content: unknown): unknown {
  return isPlainObject(content) && Object.hasOwn(content, 'data') ? content['data'] : content;
}

function isFile({ headers }: HttpResponse): boolean {
  return !/json|html/i.test(headers['content-type'] ?? 'application/octet-stream');
}
