import {
  type Answer,
  type Dialect,
  type HttpRequest,
  type HttpResponse,
  isWebPage,
  jsonOf,
  readJson,
} from '../http';
import type { Token } from '../session';
import { dataOf, type Envelope, open } from './envelope';
import { loginFailure, omsError } from './failures';

export const LOGIN_OPERATION = 'auth/token';

const NO_CONTENT = 204;

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
    const { code, isFailure, text, content } =
      isSuccess || isWebPage(response) ? open(readJson(response, this.platform)) : openAnyhow(response);
    if (!isSuccess || isFailure) {
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

/** The body of a failure: a web page or nothing at all is as good as JSON then. */
function openAnyhow(response: HttpResponse): Envelope {
  try {
    return open(jsonOf(response));
  } catch {
    return { code: undefined, isFailure: true, text: '', content: undefined };
  }
}

function isFile({ headers }: HttpResponse): boolean {
  return !/json|html/i.test(headers['content-type'] ?? 'application/octet-stream');
}
