import { createHash } from 'node:crypto';
import { KeyedQueue } from '../async/keyed-queue';
import type { RequestOperation } from '../catalogue';
import { type PlatformError, toShopfloorError } from '../errors';
import { checkFileName } from '../files/file-name';
import { type FileContent, openSource } from '../files/file-source';
import { type Measured, type WholeFileOptions, writeWhole } from '../files/whole-file';
import { type CallOptions, type CallResult, type ConnectionSettings, collect } from '../http';
import { DEFAULT_LARGEST_ANSWER, FILE_FACTOR } from '../http/settings';
import { isPlainObject } from '../json/json-values';
import { FILE_EXISTS, isGatewayFailure, unexpectedAnswer } from './failures';
import { type FilePlace, type FileTarget, placeValues } from './file-place';
import type { BivrostFileInfo, BivrostFileList } from './messages';
import { ProgramExchange } from './program-exchange';
import { type ProgramStreams, ProgramTransport } from './program-transport';

/** What to do when the file is there already: sending never overwrites (docs/platforms/bivrost.md, "Files"). */
export type IfExists = 'fail' | 'replace' | 'skip';

export interface SendOptions extends CallOptions {
  /** Default `fail`. */
  ifExists?: IfExists;
  /** Reads the program back, which `replace` always does. */
  verify?: boolean;
}

const LET_IT_BE_WRITTEN =
  ' (limit "largestAnswer"; "shopfloorLargestAnswer" in Node-RED\'s settings file); let it be written to a file instead';
const LIST = 'cnc/readProgramList';
const FETCH = 'cnc/receiveFileStream';
const SEND = 'cnc/sendFileStream';
const DEFAULT_LARGEST_FILE = 1024 * 1024 * 1024;

/**
 * NC programs of the machines, in streams (docs/platforms/bivrost.md, "Files": 2.6); one transfer a machine at a time.
 */
export class GatewayFiles {
  private readonly transport: ProgramTransport;
  private readonly exchange: ProgramExchange;
  private readonly transfers = new KeyedQueue();
  private readonly largestInMemory: number;
  private readonly largestFile: number;

  constructor(
    private readonly request: RequestOperation,
    streams: ProgramStreams,
    settings: Pick<ConnectionSettings, 'largestAnswer' | 'largestFile' | 'longestFetchMs'> = {},
  ) {
    this.largestInMemory = (settings.largestAnswer ?? DEFAULT_LARGEST_ANSWER) * FILE_FACTOR;
    this.largestFile = settings.largestFile ?? DEFAULT_LARGEST_FILE;
    this.transport = new ProgramTransport(streams, settings.longestFetchMs);
    this.exchange = new ProgramExchange(request, this.transport, this.largestFile);
  }

  async list(place: FilePlace, options: CallOptions = {}): Promise<CallResult<BivrostFileList>> {
    return about(place, LIST, () => this.listChecked(place, options));
  }

  private async listChecked(place: FilePlace, options: CallOptions): Promise<CallResult<BivrostFileList>> {
    const { data, call } = await this.request(LIST, placeValues(place), options);
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

  /** The content in memory, up to four times the limit `largestAnswer`. */
  fetch(
    target: FileTarget,
    { signal }: CallOptions = {},
  ): Promise<CallResult<{ file: BivrostFileInfo; content: Buffer }>> {
    const receive = () =>
      this.transport.receive(target, signal, async (body) => {
        const content = await collect(body, this.largestInMemory, LET_IT_BE_WRITTEN);
        const md5 = createHash('md5').update(content).digest('hex');
        return { file: fetched(target, { bytes: content.length, md5 }), content };
      });
    return about(target, FETCH, () => this.transfers.run(target.machineId, receive, signal));
  }

  /** The content into a file up to the limit `largestFile`, which appears when it is whole. */
  fetchTo(
    target: FileTarget,
    path: string,
    { signal, rule }: CallOptions & Pick<WholeFileOptions, 'rule'> = {},
  ): Promise<CallResult<BivrostFileInfo>> {
    const largest = this.largestFile;
    const receive = () =>
      this.transport.receive(target, signal, async (body, whileOpen) =>
        fetched(target, await writeWhole(body, path, { largest, signal: whileOpen, rule })),
      );
    return about(target, FETCH, () => this.transfers.run(target.machineId, receive, signal));
  }

  /**
   * Sends content under the target's name. `replace` keeps the program that is there until the new one was read back,
   * and puts it back when anything fails.
   */
  async send(
    target: FileTarget,
    from: FileContent,
    options: SendOptions = {},
  ): Promise<CallResult<BivrostFileInfo>> {
    return about(target, SEND, () => this.sendChecked(target, from, options));
  }

  private async sendChecked(
    target: FileTarget,
    from: FileContent,
    { ifExists = 'fail', verify = false, signal }: SendOptions,
  ): Promise<CallResult<BivrostFileInfo>> {
    checkFileName('fileName', target.fileName);
    const source = await openSource(from);
    const send = async () => {
      if (ifExists === 'replace') return this.exchange.replace(target, source, signal);
      if (verify) return this.exchange.sendVerified(target, source, signal);
      return this.exchange.send(target, source, signal);
    };
    try {
      return await this.transfers.run(target.machineId, send, signal);
    } catch (thrown) {
      if (ifExists === 'skip' && isGatewayFailure(thrown, FILE_EXISTS)) return skipped(target, thrown);
      throw thrown;
    } finally {
      await source.close();
    }
  }

  /** Resolves when no transfer of this machine is under way or waits, for reads that can wait. */
  idle(machineId: string, { signal }: CallOptions = {}): Promise<void> {
    return this.transfers.idle(machineId, signal);
  }

  /** Resolves when no machine is without a program that is to be put back. */
  settled(): Promise<void> {
    return this.exchange.settled();
  }
}

/** Errors of a file say what was being done with which. */
async function about<T>(place: FilePlace, operation: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw toShopfloorError(thrown).during('bivrost', operation).concerning(subjectOf(place));
  }
}

function subjectOf({
  machineId,
  directory = '',
  fileName,
}: FilePlace & { fileName?: string }): Record<string, string> {
  return {
    machineId,
    ...(fileName === undefined ? {} : { fileName }),
    ...(directory === '' ? {} : { directory }),
  };
}

function fetched(target: FileTarget, { bytes, md5 }: Measured): BivrostFileInfo {
  const { machineId, fileName, directory = '' } = target;
  return { result: 'fetched', machineId, fileName, directory, bytes, md5 };
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
      operation: SEND,
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
