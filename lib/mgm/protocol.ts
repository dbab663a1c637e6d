import {
  type Answer,
  foreignFailure,
  type HttpRequest,
  type HttpResponse,
  type Protocol,
  readJson,
} from '../http';
import { unexpectedAnswerOf } from '../http/unexpected-answer';
import { isPlainObject, numberOf, textOf } from '../json/json-values';
import type { Token } from '../session';
import { mgmFailures } from './codes';
import { mgmError } from './failures';

const SUCCESS = 200;

/** Envelope `{code, data, message}`; the token is the body's `access_token` (docs/platforms/mgm.md, "Calls": 二). */
export class MgmProtocol implements Protocol {
  readonly platform = 'mgm';

  authorize(request: HttpRequest, token: Token): HttpRequest {
    // The token is inserted before the closing brace, because writing the body anew could change values.
    const body = String(request.body).slice(0, -1);
    return { ...request, body: `${body},"access_token":${JSON.stringify(token.value)}}` };
  }

  read(response: HttpResponse): Answer {
    const { status } = response;
    const envelope = readJson(response, this.platform);
    if (!isPlainObject(envelope)) throw unexpectedAnswer('The answer is not an object', status);
    const code = numberOf(envelope['code']);
    const message = textOf(envelope['message']) ?? '';
    if (code === SUCCESS && status < 400) {
      return { data: envelope['data'], code, ...(message === '' ? {} : { message }) };
    }
    // API gateways write the HTTP status into their JSON too.
    const isForeign = status >= 400 && code === status && !mgmFailures.get(code);
    if (code !== undefined && code !== SUCCESS && !isForeign) throw mgmError(code, message, status);
    if (status < 400) throw unexpectedAnswer('The answer has no numeric "code"', status);
    throw foreignFailure(response, this.platform, envelope);
  }
}

/** An answer that contradicts the document; `what` says where. */
export const unexpectedAnswer = unexpectedAnswerOf(
  'mgm',
  ', which the document of the MGM cloud does not provide for',
);

/**
 * A call of the document's form: a function name and its data, which is JSON (docs/platforms/mgm.md, "Tokens" and
 * "Calls": 一, 二).
 */
export function mgmRequest(path: '/token' | '/resource', func: string, data: string): HttpRequest {
  return {
    method: 'POST',
    path,
    contentType: 'application/json',
    body: `{"func":${JSON.stringify(func)},"data":${data}}`,
  };
}
