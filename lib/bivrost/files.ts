import { createHash } from 'node:crypto';
import { pipeline, type Readable } from 'node:stream';
import { type PlatformError, toShopfloorError } from '../errors';
import { checkFileName } from '../files/file-name';
import { type FileContent, type FileSource, openSource } from '../files/file-source';
import { type Measured, meter, writeWhole } from '../files/whole-file';
import type { CallResult, HttpRequest } from '../http';
import { isPlainObject } from '../json-values';
import { bivrostCatalogue, bivrostRequest } from './catalogue';
import { isContent } from './dialect';
import { FILE_EXISTS, isGatewayFailure, unexpectedAnswer } from './failures';
import { type FilePlace, type FileTarget, fileValues, placeValues } from './file-place';
import type { BivrostFileInfo, BivrostFileList } from './messages';
import { type RequestByName, removeStanding } from './standing-file';
import { collect, type StreamCalls } from './stream-calls';

/** What to do when the file is there already: sending never overwrites (bivrost.md, "Files"). */
export type IfExists = 'fail' | 'replace' | 'skip';

const LARGEST_IN_MEMORY = 32 * 1024 * 1024;
const LARGEST_FILE = 1024 * 1024 * 1024;

/** NC programs of the machines, in streams of any size (document, 2.6). */
export class GatewayFiles {
  constructor(
    private readonly request: RequestByName,
    private readonly streams: StreamCalls,
  ) {}

  async list(place: FilePlace, signal?: AbortSignal): Promise<CallResult<BivrostFileList>> {
    const { data, call } = await this.request('cnc/readProgramList', placeValues(place), signal);
    if (!isPlainObject(data)) throw unexpectedAnswer('The list of programs is not an object');
    const { dirAtCNC, programs, subDirs } = data;
    const { machineId } = place;
    const directory = typeof dirAtCNC === 'string' ? dirAtCNC : '';
    return {
      data: {
        result: 'listed',
        machineId,
        directory,
        programs: texts(programs),
        subDirectories: texts(subDirs),
      },
      call,
    };
  }

  /** The content in memory, up to 32 MB. */
  fetch(
    target: FileTarget,
    signal?: AbortSignal,
  ): Promise<CallResult<{ file: BivrostFileInfo; content: Buffer }>> {
    return this.receive(target, signal, async (body) => {
      const content = await collect(body, LARGEST_IN_MEMORY, '; let it be written to a file instead');
      const md5 = createHash('md5').update(content).digest('hex');
      return { file: fileInfo('fetched', target, { bytes: content.length, md5 }), content };
    });
  }

  /** The content into a file of any size, which appears when it is whole. */
  fetchTo(target: FileTarget, path: string, signal?: AbortSignal): Promise<CallResult<BivrostFileInfo>> {
    return this.receive(target, signal, async (body, whileOpen) =>
      fileInfo('fetched', target, await writeWhole(body, path, { largest: LARGEST_FILE, signal: whileOpen })),
    );
  }

  /**
   * Sends content under the target's name. With `replace` a file that is there is deleted first; when sending then
   * fails, the error says that it is gone.
   */
  async send(
    target: FileTarget,
    from: FileContent,
    ifExists: IfExists,
    signal?: AbortSignal,
  ): Promise<CallResult<BivrostFileInfo>> {
    checkFileName('fileName', target.fileName);
    const source = await openSource(from);
    return this.sendFrom(source, target, ifExists, signal).finally(() => source.close());
  }

  private async sendFrom(
    source: FileSource,
    target: FileTarget,
    ifExists: IfExists,
    signal: AbortSignal | undefined,
  ): Promise<CallResult<BivrostFileInfo>> {
    try {
      return await this.sendOnce(target, source, 'sent', signal);
    } catch (thrown) {
      if (!isGatewayFailure(thrown, FILE_EXISTS) || ifExists === 'fail') throw thrown;
      if (ifExists === 'skip') return skipped(target, thrown);
    }
    await removeStanding(this.request, target, source, signal);
    try {
      return await this.sendOnce(target, source, 'replaced', signal);
    } catch (thrown) {
      throw toShopfloorError(thrown).copy(`; the former "${target.fileName}" has been deleted already`);
    }
  }

  private receive<Data>(
    target: FileTarget,
    signal: AbortSignal | undefined,
    take: (body: Readable, signal: AbortSignal) => Promise<Data>,
  ): Promise<CallResult<Data>> {
    const operation = 'cnc/receiveFileStream';
    checkFileName('fileName', target.fileName);
    const request = requestOf(operation, fileValues(target));
    return this.streams.run({
      operation,
      effect: 'read',
      request: () => request,
      receive: async (response, whileOpen) => {
        if (!isContent(response)) {
          await this.streams.readAnswer(response, operation);
          throw unexpectedAnswer('The answer is JSON instead of a file', response.status);
        }
        return take(response.body, whileOpen);
      },
      signal,
    });
  }

  private sendOnce(
    target: FileTarget,
    source: FileSource,
    result: BivrostFileInfo['result'],
    signal: AbortSignal | undefined,
  ): Promise<CallResult<BivrostFileInfo>> {
    const operation = 'cnc/sendFileStream';
    let measured: () => Measured = () => ({ bytes: 0, md5: '' });
    return this.streams.run({
      operation,
      effect: 'change',
      request: () => {
        const metered = meter();
        measured = metered.result;
        // Where reading fails, the meter fails with it, and so does the call.
        pipeline(source.stream(), metered.stream, () => undefined);
        return { ...requestOf(operation, fileValues(target), metered.stream), contentLength: source.size };
      },
      receive: async (response) => {
        await this.streams.readAnswer(response, operation);
        return fileInfo(result, target, measured());
      },
      signal,
    });
  }
}

function requestOf(operation: string, values: Record<string, unknown>, content?: Readable): HttpRequest {
  const input = content === undefined ? { values } : { values, content };
  return bivrostRequest(bivrostCatalogue.get(operation), input);
}

function fileInfo(
  result: BivrostFileInfo['result'],
  target: FileTarget,
  { bytes, md5 }: Measured,
): BivrostFileInfo {
  const { machineId, fileName, directory = '' } = target;
  return { result, machineId, fileName, directory, bytes, md5 };
}

function skipped(
  target: FileTarget,
  { attempts, httpStatus = 200 }: PlatformError,
): CallResult<BivrostFileInfo> {
  const { machineId, fileName, directory = '' } = target;
  return {
    data: { result: 'skipped', machineId, fileName, directory },
    call: {
      platform: 'bivrost',
      operation: 'cnc/sendFileStream',
      status: httpStatus,
      code: FILE_EXISTS,
      attempts,
      durationMs: 0,
    },
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
