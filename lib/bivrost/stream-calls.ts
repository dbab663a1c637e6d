import { Readable } from 'node:stream';
import type { PlatformConnection } from '../account/platform-connection';
import { abortedBy, PlatformError, ShopfloorError, toShopfloorError } from '../errors';
import {
  type CallResult,
  type HttpRequest,
  type HttpStreamResponse,
  type Protocol,
  type Safety,
  withRetries,
} from '../http';
import { refuseForeignHead } from '../http/foreign-answers';
import { networkError } from '../http/network-errors';
import type { Token } from '../session';

export interface StreamCall<Data> {
  operation: string;
  safety: Safety;
  /** Made anew for each attempt: a body that was begun cannot be sent again. */
  request(): HttpRequest | Promise<HttpRequest>;
  /** Takes the answer's body to its end; what it throws fails the attempt. */
  receive(response: HttpStreamResponse, signal: AbortSignal): Promise<Data>;
  signal?: AbortSignal | undefined;
}

const LARGEST_JSON_BYTES = 1024 * 1024;

/**
 * Calls whose body or answer has any length: both go through in pieces, and the time limit counts silence. Tokens,
 * repeats and reports are those of every other call.
 */
export class StreamCalls {
  constructor(
    private readonly connection: PlatformConnection,
    private readonly protocol: Protocol,
  ) {}

  run<Data>(call: StreamCall<Data>): Promise<CallResult<Data>> {
    return this.connection.whileOpen(async (signal) => {
      const started = performance.now();
      const { platform } = this.protocol;
      let attempts = 0;
      const count = () => {
        attempts += 1;
      };
      try {
        const attempt = () => this.authorized(call, signal, count);
        const { value } = await withRetries(attempt, call.safety, signal);
        const durationMs = Math.round(performance.now() - started);
        const report = { platform, operation: call.operation, status: value.status, code: 0 };
        return { data: value.data, call: { ...report, attempts, durationMs } };
      } catch (thrown) {
        const error = toShopfloorError(thrown);
        // A failed login has its own.
        if (error.operation === undefined) error.attempts = attempts;
        throw error.during(platform, call.operation);
      }
    }, call.signal);
  }

  /** The answer as the protocol reads it; throws where it is a failure. */
  async readAnswer(response: HttpStreamResponse, operation: string): Promise<unknown> {
    const { status, headers } = response;
    const body = await collect(response.body, LARGEST_JSON_BYTES);
    return this.protocol.read({ status, headers, body }, operation).data;
  }

  private async authorized<Data>(call: StreamCall<Data>, signal: AbortSignal, onSend: () => void) {
    const token = await this.token(signal);
    const send = async (live: Token) => {
      const onFreshConnection = call.safety === 'change';
      const request = { ...(await call.request()), onFreshConnection };
      onSend();
      return this.send(call, this.protocol.authorize(request, live), signal);
    };
    try {
      return await send(token);
    } catch (thrown) {
      const problem = thrown instanceof PlatformError ? thrown.tokenProblem : undefined;
      if (problem === undefined) throw thrown;
      this.connection.session.refused(token, problem);
      return send(await this.token(signal));
    }
  }

  private async token(signal: AbortSignal): Promise<Token> {
    const token = await this.connection.session.token(signal);
    this.connection.redactor.addToken(token.value);
    return token;
  }

  private async send<Data>(call: StreamCall<Data>, request: HttpRequest, signal: AbortSignal) {
    try {
      const response = await this.connection.http.stream(request, signal);
      try {
        refuseForeignHead(response, 'bivrost');
        return { data: await call.receive(response, signal), status: response.status };
      } catch (thrown) {
        throw thrown instanceof ShopfloorError ? thrown : (this.cutOff(response.body, signal) ?? thrown);
      } finally {
        response.body.destroy();
      }
    } finally {
      // The answer may come before the whole body was sent; the rest is not needed any more.
      if (request.body instanceof Readable) request.body.destroy();
    }
  }

  /** Why an answer ended before its time; undefined when it did not. */
  private cutOff({ errored }: Readable, signal: AbortSignal): Error | undefined {
    if (signal.aborted) return abortedBy(signal, 'The transfer was given up');
    if (!errored) return undefined;
    const { host, protocol } = new URL(this.connection.baseUrl);
    return networkError({ host, isPlain: protocol === 'http:' }, errored);
  }
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
