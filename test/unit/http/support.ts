import { PlatformError } from '../../../lib/errors';
import {
  ApiClient,
  type ApiClientOptions,
  type Call,
  failureByStatus,
  type Protocol,
  Redactor,
  readJson,
  retryAfterMs,
} from '../../../lib/http';
import { AxiosTransport, type AxiosTransportOptions } from '../../../lib/http/axios-transport';

/** A platform that takes its token in the header and answers with JSON and HTTP statuses. */
export const protocol: Protocol = {
  platform: 'test',
  authorize: (request, token) => ({
    ...request,
    headers: { ...request.headers, Authorization: `Bearer ${token.value}` },
  }),
  read: (response) => {
    const data = readJson(response, 'test');
    const { status } = response;
    if (status < 400) return { data };
    throw new PlatformError(`refused: ${response.body.toString()}`, {
      ...failureByStatus(status),
      code: `test:${status}`,
      httpStatus: status,
      retryAfterMs: retryAfterMs(response),
    });
  },
};

/** Transports and clients of a test, closed together. */
export class TestClients {
  private readonly transports: AxiosTransport[] = [];
  private redactor = new Redactor();

  transport(baseUrl: string, options: Partial<AxiosTransportOptions> = {}): AxiosTransport {
    const transport = new AxiosTransport({ timeoutMs: 5_000, ...options, baseUrl });
    this.transports.push(transport);
    return transport;
  }

  client(
    baseUrl: string,
    options: Partial<ApiClientOptions> = {},
    transport: Partial<AxiosTransportOptions> = {},
  ): ApiClient {
    return new ApiClient({
      baseUrl,
      transport: this.transport(baseUrl, transport),
      protocol,
      redactor: this.redactor,
      ...options,
    });
  }

  close(): void {
    for (const transport of this.transports.splice(0)) transport.close();
    this.redactor.close();
    this.redactor = new Redactor();
  }
}

export function readCall(path = '/data'): Call {
  return { operation: 'getData', safety: 'safe', request: { method: 'GET', path } };
}

export function changeCall(body = '{"value":1}'): Call {
  const request = { method: 'POST', path: '/data', contentType: 'application/json', body } as const;
  return { operation: 'setData', safety: 'change', request };
}
