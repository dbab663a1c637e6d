import {
  type Answer,
  type HttpRequest,
  type HttpResponse,
  isWebPage,
  type Protocol,
  readJson,
} from '../http';
import { isPlainObject, numberOf, textOf } from '../json/json-values';
import type { Token } from '../session';
import { codeFailure, httpFailure, loginFailure, loginRefusal, unexpectedAnswer } from './failures';

export const LOGIN_OPERATION = 'oauth/token';

const SUCCESS = 200;
const DEFAULT_TOKEN_TYPE = 'bearer';

/** Envelope `{code, message, data}`, HTTP 200 and code 200 together (docs/platforms/dhgj.md, "Answers": 请求返回). */
export class DhgjProtocol implements Protocol {
  readonly platform = 'dhgj';

  authorize(request: HttpRequest, token: Token): HttpRequest {
    const authorization = `${token.type ?? DEFAULT_TOKEN_TYPE} ${token.value}`;
    return { ...request, headers: { ...request.headers, Authorization: authorization } };
  }

  read(response: HttpResponse, operation: string): Answer {
    if (isWebPage(response)) readJson(response, this.platform);
    if (operation === LOGIN_OPERATION) return this.readLogin(response);
    if (response.status !== SUCCESS) throw httpFailure(response);
    const envelope = readJson(response, this.platform);
    if (!isPlainObject(envelope)) throw unexpectedAnswer('The answer is not an object');
    const { code: answered, message: text, ...rest } = envelope;
    const code = numberOf(answered);
    if (code === undefined) throw unexpectedAnswer('The answer has no numeric "code"');
    const message = textOf(text ?? rest['msg']) ?? '';
    if (code !== SUCCESS) throw codeFailure(code, message);
    return { data: payloadOf(rest), code, ...(message === '' ? {} : { message }) };
  }

  /** The token answer stands alone, without an envelope (认证管理). */
  private readLogin(response: HttpResponse): Answer {
    if (response.status !== SUCCESS) throw loginFailure(response);
    const grant = readJson(response, this.platform);
    const isBare = isPlainObject(grant) && grant['access_token'] === undefined;
    // Some installations put their envelope around the token too.
    const isWrapped = isBare && numberOf(grant['code']) === SUCCESS && isPlainObject(grant['data']);
    if (isBare && !isWrapped && grant['code'] !== undefined) {
      throw loginRefusal(textOf(grant['code']) ?? 'unknown', textOf(grant['message'] ?? grant['msg']) ?? '');
    }
    return { data: isWrapped ? grant['data'] : grant };
  }
}

/** `data`, or all that stands beside code and message where an interface puts its fields there. */
function payloadOf(rest: Record<string, unknown>): unknown {
  return Object.hasOwn(rest, 'data') ? rest['data'] : rest;
}
