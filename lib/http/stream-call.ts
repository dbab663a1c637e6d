import { Readable } from 'node:stream';
import { abortedBy, PlatformError, ShopfloorError } from '../errors';
import type { CallOptions } from './api-client';
import { refuseForeignHead } from './foreign-answers';
import { networkError } from './network-errors';
import type { Safety } from './retry';
import type { HttpRequest, HttpStreamResponse, HttpTransport } from './transport';

/** A call whose body or answer has any length: both go through in pieces, and the time limit counts silence. */
export interface StreamCall<Data> extends CallOptions {
  operation: string;
  safety: Safety;
  /** Made anew for each attempt: a body that was begun cannot be sent again. */
  request(): HttpRequest | Promise<HttpRequest>;
  /** Takes the answer's body to its end; what it throws fails the attempt. */
  receive(response: HttpStreamResponse, signal: AbortSignal | undefined): Promise<Data>;
}

/** Where a streamed request goes. */
export interface StreamTarget {
  transport: HttpTransport;
  platform: string;
  /** For errors of a connection that was cut. */
  baseUrl: string;
}

/** Sends a streamed request once and takes its answer; ends both streams whatever happens. */
export async function sendStreamed<Data>(
  call: StreamCall<Data>,
  request: HttpRequest,
  { transport, platform, baseUrl }: StreamTarget,
): Promise<{ data: Data; status: number }> {
  const { signal } = call;
  try {
    const response = await transport.stream(request, signal);
    try {
      refuseForeignHead(response, platform);
      return { data: await call.receive(response, signal), status: response.status };
    } catch (thrown) {
      throw thrown instanceof ShopfloorError ? thrown : (cutOff(response.body, baseUrl, signal) ?? thrown);
    } finally {
      response.body.destroy();
    }
  } finally {
    // The answer may come before the whole body was sent; the rest is not needed any more.
    if (request.body instanceof Readable) request.body.destroy();
  }
}

/** Why an answer ended before its time; undefined when it did not. */
function cutOff(
  { errored }: Readable,
  baseUrl: string,
  signal: AbortSignal | undefined,
): ShopfloorError | undefined {
  if (signal?.aborted) return abortedBy(signal, 'The transfer was given up');
  if (!errored) return undefined;
  const { host, protocol } = new URL(baseUrl);
  return networkError({ host, isPlain: protocol === 'http:' }, errored);
}

/** The whole of a body; throws `PlatformError` with the advice when it is longer than the limit. */
export async function collect(body: Readable, limit: number, advice = ''): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > limit) {
      throw new PlatformError(`The answer is larger than ${Math.round(limit / 1024 / 1024)} MB${advice}`, {
        code: 'network:answer-too-large',
        kind: 'platform',
        retryable: false,
      });
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
