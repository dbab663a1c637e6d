import {
  type Answer,
  foreignFailure,
  type HttpRequest,
  type HttpResponse,
  type Protocol,
  readJson,
} from '../http';
import { isPlainObject, numberOf } from '../json/json-values';
import type { Token } from '../session';
import { bivrostCatalogue } from './catalogue';
import { gatewayError, unexpectedAnswer } from './failures';
import { LOGIN } from './token-provider';

const SUCCESS = 0;

/**
 * No envelope around data; `errorCode` tells failures, some of which come with HTTP 200 (docs/platforms/bivrost.md,
 * "Success and failure"). The token or key is a bearer (docs/platforms/bivrost.md, "Login": 2.3).
 */
export class BivrostProtocol implements Protocol {
  readonly platform = 'bivrost';

  /** `tokensEnd`: the account logs in, so that a refusal may mean that its token has ended. */
  constructor(private readonly tokensEnd: boolean) {}

  authorize(request: HttpRequest, token: Token): HttpRequest {
    if (token.value === '') return request;
    return { ...request, headers: { ...request.headers, Authorization: `Bearer ${token.value}` } };
  }

  read(response: HttpResponse, operation: string): Answer {
    const { answer, safety } = bivrostCatalogue.get(operation);
    if (answer === 'bytes' && isContent(response)) return { data: response.body, code: SUCCESS };
    // Some changes "return no content" (docs/platforms/bivrost.md, "Configuration and gateway": 2.9.1.7), which the
    // same page shows as a plain success.
    if (safety === 'change' && response.status < 300 && response.body.length === 0) {
      return { data: {}, code: SUCCESS };
    }
    const { message, ...rest } = this.readJsonAnswer(response);
    // The text beside a new token may repeat it.
    return message === undefined || operation === LOGIN ? rest : { ...rest, message };
  }

  private readJsonAnswer(response: HttpResponse): Answer {
    const body = readJson(response, this.platform);
    if (isPlainObject(body) && 'errorCode' in body) return this.readWithCode(body, response.status);
    if (response.status >= 400) throw foreignFailure(response, this.platform, body);
    if (!isPlainObject(body) && !Array.isArray(body)) {
      throw unexpectedAnswer('The answer is neither an object nor a list', response.status);
    }
    return { data: body, code: SUCCESS };
  }

  private readWithCode(body: Record<string, unknown>, status: number): Answer {
    const { errorCode, errorMsg, ...data } = body;
    const code = numberOf(errorCode);
    if (code === undefined || !Number.isInteger(code)) {
      throw unexpectedAnswer('"errorCode" is not a number', status);
    }
    if (code !== SUCCESS) {
      throw gatewayError({ errorCode: code, errorMsg, statusMsg: data['statusMsg'] }, status, this.tokensEnd);
    }
    return { data, code, ...(typeof errorMsg === 'string' && errorMsg !== '' ? { message: errorMsg } : {}) };
  }
}

/** True when the body is the content itself: not an error object, nor the page of something in between. */
export function isContent({ status, headers }: Pick<HttpResponse, 'status' | 'headers'>): boolean {
  const type = (headers['content-type'] ?? '').toLowerCase();
  return status >= 200 && status < 300 && !/json|html/.test(type);
}
