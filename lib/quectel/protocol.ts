import type { PlatformError } from '../errors';
import {
  type Answer,
  foreignFailure,
  type HttpRequest,
  type HttpResponse,
  type Protocol,
  readJson,
  retryAfterMs,
} from '../http';
import { isPlainObject, numberOf, textOf } from '../json/json-values';
import type { Token } from '../session';
import { quectelCatalogue } from './catalogue';
import { quectelError, unexpectedAnswer } from './failures';

const OK = 200;
const NO_CONTENT = 204;

/**
 * Envelope `{code, msg, data, …}`, flat for tokens; the token goes into `Authorization` as it was given, with no
 * `Bearer` (docs/platforms/quectel.md, "Envelope"). The data handed on is the whole envelope: the number of
 * all items of a paged list stands beside its `data`.
 */
export class QuectelProtocol implements Protocol {
  readonly platform = 'quectel';

  authorize(request: HttpRequest, token: Token): HttpRequest {
    return { ...request, headers: { ...request.headers, Authorization: token.value } };
  }

  read(response: HttpResponse, operation: string): Answer {
    const { status } = response;
    if (status === NO_CONTENT) return { data: {}, code: NO_CONTENT };
    const envelope = readJson(response, this.platform);
    if (!isPlainObject(envelope)) throw unexpectedAnswer('The answer is not an object', status);
    const code = numberOf(envelope['code']);
    const message = textOf(envelope['msg']) ?? '';
    if (code !== undefined && status < 400 && isSuccess(code, operation)) {
      // The text beside a new token may repeat it.
      return { data: envelope, code, ...(message === '' || isTokenCall(operation) ? {} : { message }) };
    }
    // API gateways write the HTTP status into their JSON too.
    const isEnvelope = 'msg' in envelope || code === undefined || code >= 600;
    if (status >= 400 && !isEnvelope) throw foreignFailure(response, this.platform, envelope);
    if (code !== undefined && code !== OK && code !== 0) throw failure(code, message, response, operation);
    if (status < 400) throw unexpectedAnswer('The answer has no numeric "code"', status);
    throw foreignFailure(response, this.platform, envelope);
  }
}

/**
 * 200; 201 and 204 where they are listed; 0 where the documents' own examples show it (docs/platforms/quectel.md,
 * "Envelope").
 */
function isSuccess(code: number, operation: string): boolean {
  if (code === OK) return true;
  const { group, errors = {} } = quectelCatalogue.get(operation);
  if (code === 0) return group === 'end-user' || operation === 'queueList';
  return (code === 201 || code === NO_CONTENT) && Object.hasOwn(errors, String(code));
}

function isTokenCall(operation: string): boolean {
  return quectelCatalogue.get(operation).group === 'token';
}

function failure(code: number, message: string, response: HttpResponse, operation: string): PlatformError {
  const details = { httpStatus: response.status, retryAfterMs: retryAfterMs(response) };
  const error = quectelError(code, message, details);
  // A refused login stays refused with the same keys, so it is not retryable.
  if (!isTokenCall(operation) || error.retryable || error.kind === 'permission') return error;
  return quectelError(code, message, { ...details, kind: 'auth', tokenProblem: undefined });
}
