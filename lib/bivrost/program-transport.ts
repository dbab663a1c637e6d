import { pipeline, type Readable } from 'node:stream';
import type { PlatformConnection } from '../account/platform-connection';
import { ShopfloorError } from '../errors';
import { checkFileName } from '../files/file-name';
import type { FileSource } from '../files/file-source';
import { type Measured, meter } from '../files/whole-file';
import type { CallResult, HttpRequest } from '../http';
import { bivrostCatalogue, bivrostRequest } from './catalogue';
import { unexpectedAnswer } from './failures';
import { type FileTarget, fileValues } from './file-place';
import { isContent } from './protocol';

const MINUTE_MS = 60_000;
const DEFAULT_LONGEST_FETCH_MS = 60 * MINUTE_MS;
/** `setTimeout` fires at once for a longer time. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Where programs go through. */
export type ProgramStreams = Pick<PlatformConnection, 'stream' | 'readStreamed'>;

/** Programs to and from a machine, in streams of any size (docs/platforms/bivrost.md, "Files": 2.6.2 and 2.6.5). */
export class ProgramTransport {
  constructor(
    private readonly connection: ProgramStreams,
    /** Most ms that fetching may take, all repeats included. */
    private readonly longestFetchMs = DEFAULT_LONGEST_FETCH_MS,
  ) {}

  /** Fetches a program; `take` takes its content to the end, and anew where a connection was cut. */
  async receive<Data>(
    target: FileTarget,
    signal: AbortSignal | undefined,
    take: (body: Readable, signal: AbortSignal | undefined) => Promise<Data>,
  ): Promise<CallResult<Data>> {
    const operation = 'cnc/receiveFileStream';
    checkFileName('fileName', target.fileName);
    const request = requestOf(operation, fileValues(target));
    return this.inTime(signal, (whileInTime) =>
      this.connection.stream({
        operation,
        safety: 'safe',
        request: () => request,
        receive: async (response, whileOpen) => {
          if (!isContent(response)) {
            await this.connection.readStreamed(response, operation);
            throw unexpectedAnswer('The answer is JSON instead of a file', response.status);
          }
          return take(response.body, whileOpen);
        },
        signal: whileInTime,
      }),
    );
  }

  /** Sends a program; never twice when it is not known what became of it. */
  send(
    target: FileTarget,
    source: FileSource,
    signal: AbortSignal | undefined,
  ): Promise<CallResult<Measured>> {
    const operation = 'cnc/sendFileStream';
    checkFileName('fileName', target.fileName);
    let measured: () => Measured = () => ({ bytes: 0, md5: '' });
    return this.connection.stream({
      operation,
      safety: 'change',
      request: () => {
        const metered = meter();
        measured = metered.result;
        // Where reading fails, the meter fails with it, and so does the call.
        pipeline(source.stream(), metered.stream, () => undefined);
        return { ...requestOf(operation, fileValues(target), metered.stream), contentLength: source.size };
      },
      receive: async (response) => {
        await this.connection.readStreamed(response, operation);
        return measured();
      },
      signal,
    });
  }

  /** A limit of silence does not end an answer whose bytes come one by one. */
  private async inTime<T>(
    signal: AbortSignal | undefined,
    task: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const controller = new AbortController();
    const giveUp = () => controller.abort();
    if (signal?.aborted) giveUp();
    signal?.addEventListener('abort', giveUp, { once: true });
    const timer = setTimeout(giveUp, Math.min(this.longestFetchMs, LONGEST_TIMER_MS));
    try {
      return await task(controller.signal);
    } catch (thrown) {
      throw controller.signal.aborted && !signal?.aborted ? this.tookTooLong(thrown) : thrown;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    }
  }

  private tookTooLong(cause: unknown): ShopfloorError {
    const minutes = Math.round((this.longestFetchMs / MINUTE_MS) * 100) / 100;
    const error = new ShopfloorError(
      `The file was not there within ${minutes} minutes (limit "longestFetchMs"; "shopfloorLongestFetch" in Node-RED's settings file)`,
      { code: 'timeout', kind: 'timeout', retryable: false, cause },
    );
    return Object.assign(error, { platform: 'bivrost', operation: 'cnc/receiveFileStream' });
  }
}

function requestOf(operation: string, values: Record<string, unknown>, content?: Readable): HttpRequest {
  const input = content === undefined ? { values } : { values, content };
  return bivrostRequest(bivrostCatalogue.get(operation), input);
}
