import type { PlatformError } from '../errors';
import {
  type Answer,
  foreignFailure,
  type HttpRequest,
  type HttpResponse,
  isWebPage,
  jsonOf,
  type Protocol,
  readJson,
} from '../http';
import { isPlainObject } from '../json/json-values';
import type { Token } from '../session';
import { omsCatalogue } from './catalogue';
import { dataOf, type Envelope, open } from './envelope';
import { foreignLoginAnswer, loginFailure, noSuchAddress, omsError } from './failures';

export const LOGIN_OPERATION = 'auth/token';

const NO_CONTENT = 204;
/** Beside a code, and a status in words; `error` and `message` are everybody's. */
const OWN_FIELDS = ['msg', 'errmsg', 'success', 'data', 'result'];

/** Header `Token`; the form of answers is ours (docs/platforms/oms.md, "Answers"), since the document shows none. */
export class OmsProtocol implements Protocol {
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
    if (!isSuccess) throw this.failure(response, operation);
    const { code, isFailure, text, content } = open(readJson(response, this.platform));
    if (isFailure) throw failureOf(operation, response, code, text);
    return {
      data: operation === LOGIN_OPERATION ? content : dataOf(content),
      ...(code === undefined ? {} : { code }),
      // The text beside a new token may repeat it.
      ...(text === '' || operation === LOGIN_OPERATION ? {} : { message: text }),
    };
  }

  /** A body that is no JSON may come from a proxy. */
  private failure(response: HttpResponse, operation: string): PlatformError {
    const envelope = openAnyhow(response);
    if (operation === LOGIN_OPERATION && envelope && isForeign(envelope)) {
      return foreignFailure(response, this.platform, envelope.content);
    }
    if (envelope) return failureOf(operation, response, envelope.code, envelope.text);
    if (response.status === 404 && omsCatalogue.get(operation).path.startsWith('/pms/'))
      return noSuchAddress();
    if (isWebPage(response)) readJson(response, this.platform);
    return operation === LOGIN_OPERATION ? foreignLoginAnswer(response) : omsError(response, undefined, '');
  }
}

function failureOf(operation: string, ...what: Parameters<typeof omsError>): PlatformError {
  return operation === LOGIN_OPERATION ? loginFailure(...what) : omsError(...what);
}

/** A failure in the words of API gateways: none of the fields by which OMS tells how a call went. */
function isForeign({ code, content }: Envelope): boolean {
  if (!isPlainObject(content)) return code === undefined;
  const isOwn =
    OWN_FIELDS.some((name) => Object.hasOwn(content, name)) || typeof content['status'] === 'string';
  return code === undefined && !isOwn;
}

/** The body of a failure: nothing at all, or plain text, is as good as JSON then. */
function openAnyhow(response: HttpResponse): Envelope | undefined {
  try {
    return open(jsonOf(response));
  } catch {
    return undefined;
  }
}

function isFile({ headers }: HttpResponse): boolean {
  return !/json|html/i.test(headers['content-type'] ?? 'application/octet-stream');
}
