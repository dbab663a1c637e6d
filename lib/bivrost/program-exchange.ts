import { pipeline, type Readable } from 'node:stream';
import { delay } from '../async/timing';
import { UnderWay } from '../async/under-way';
import type { RequestOperation } from '../catalogue';
import { NetworkError, PlatformError, ShopfloorError, toShopfloorError } from '../errors';
import type { FileSource } from '../files/file-source';
import { meter } from '../files/whole-file';
import type { CallResult } from '../http';
import { FILE_EXISTS, FILE_NOT_FOUND, isGatewayFailure } from './failures';
import { type FileTarget, fileValues } from './file-place';
import { DAYS_KEPT } from './kept-folders';
import { KeptProgram } from './kept-program';
import type { BivrostFileInfo } from './messages';
import { programDigest } from './program-digest';
import { isSameProgram } from './program-name';
import type { ProgramTransport } from './program-transport';
import { refuseSelected } from './selected-program';
import { programsAt, refuseOtherName, storedName } from './stored-name';

/** Before each attempt to put a program back, in ms. */
const PAUSES_BEFORE_PUTTING_BACK = [0, 1_000, 3_000];

/**
 * Puts programs on machines as the vendor's own tool does (docs/platforms/bivrost.md, "Replacing a program"): a program
 * that is replaced is kept until the new one was read back, and put back when anything fails from its deletion on.
 */
export class ProgramExchange {
  /** Exchanges in which a machine may be without its program. */
  private readonly critical = new UnderWay();

  constructor(
    private readonly request: RequestOperation,
    private readonly transport: ProgramTransport,
    /** Bytes of the largest program that is kept. */
    private readonly largest: number,
  ) {}

  /** Resolves when no machine is without a program that is to be put back. */
  async settled(): Promise<void> {
    await this.critical.ended();
  }

  /** Sends a program as it is. */
  async send(
    target: FileTarget,
    source: FileSource,
    signal: AbortSignal | undefined,
    result: BivrostFileInfo['result'] = 'sent',
  ): Promise<CallResult<BivrostFileInfo>> {
    const { data, call } = await this.transport.send(target, source, signal);
    const storedAs = await storedName(this.request, target, source, signal);
    const { machineId, fileName, directory = '' } = target;
    const named = { result, machineId, fileName, ...(storedAs === undefined ? {} : { storedAs }) };
    return { data: { ...named, directory, ...data }, call };
  }

  /** Sends a program and reads it back. After a failure nothing is left where nothing was before. */
  async sendVerified(
    target: FileTarget,
    source: FileSource,
    signal: AbortSignal | undefined,
  ): Promise<CallResult<BivrostFileInfo>> {
    const stood = await this.stands(target, signal);
    let landing: FileTarget | undefined = stood ? undefined : target;
    try {
      const sent = await this.send(target, source, signal);
      // The program was sent without a refusal and is now where nothing was.
      landing = { ...target, fileName: sent.data.storedAs ?? target.fileName };
      return await this.verified(sent, landing, await programDigest(source.stream()), signal);
    } catch (thrown) {
      if (!landing || isGatewayFailure(thrown, FILE_EXISTS) || isNotSent(thrown)) throw thrown;
      throw toShopfloorError(thrown).copy(await this.noteOfRemoval(landing));
    }
  }

  /** Replaces a program, or sends it where there is none. */
  async replace(
    target: FileTarget,
    source: FileSource,
    signal: AbortSignal | undefined,
  ): Promise<CallResult<BivrostFileInfo>> {
    const kept = await KeptProgram.fetch(this.transport, target, this.largest, signal);
    if (!kept) return this.sendWhereNoneStands(target, source, signal);
    try {
      await refuseOtherName(this.request, target, source, signal);
      const wanted = await programDigest(source.stream());
      await refuseSelected(this.request, target, signal);
      return await this.critical.add(this.exchange(target, source, wanted, kept, signal));
    } finally {
      await kept.release();
    }
  }

  private async sendWhereNoneStands(
    target: FileTarget,
    source: FileSource,
    signal: AbortSignal | undefined,
  ): Promise<CallResult<BivrostFileInfo>> {
    try {
      return await this.sendVerified(target, source, signal);
    } catch (thrown) {
      // The new program's text names a program that is there already.
      if (isGatewayFailure(thrown, FILE_EXISTS)) await refuseOtherName(this.request, target, source, signal);
      throw thrown;
    }
  }

  private async exchange(
    target: FileTarget,
    source: FileSource,
    wanted: string,
    kept: KeptProgram,
    signal: AbortSignal | undefined,
  ): Promise<CallResult<BivrostFileInfo>> {
    try {
      await this.remove(target, signal);
      const sent = await this.send(target, source, signal, 'replaced');
      return await this.verified(sent, target, wanted, signal);
    } catch (thrown) {
      throw await this.afterPuttingBack(target, kept, toShopfloorError(thrown));
    }
  }

  /** The failure, with what became of the former program. The program is put back even when the caller has given up. */
  private async afterPuttingBack(
    target: FileTarget,
    kept: KeptProgram,
    failure: ShopfloorError,
  ): Promise<ShopfloorError> {
    let last: unknown;
    for (const pauseMs of PAUSES_BEFORE_PUTTING_BACK) {
      try {
        await delay(pauseMs);
        const wasThere = await this.putBack(target, kept);
        return failure.copy(
          `; the former "${target.fileName}" ${wasThere ? 'is still there' : 'was put back'}`,
        );
      } catch (thrown) {
        last = thrown;
      }
    }
    kept.stay();
    return lostProgram(target, kept, failure, toShopfloorError(last));
  }

  /** True when the program was there all the time. */
  private async putBack(target: FileTarget, kept: KeptProgram): Promise<boolean> {
    const found = await this.digestAt(target);
    if (found === kept.digest) return true;
    if (found !== undefined) await this.remove(target);
    await this.transport.send(target, kept.source, undefined);
    if ((await this.digestAt(target)) !== kept.digest) throw differs(target);
    return false;
  }

  /** What was sent, when the machine has it as it was sent. */
  private async verified(
    sent: CallResult<BivrostFileInfo>,
    landing: FileTarget,
    wanted: string,
    signal: AbortSignal | undefined,
  ): Promise<CallResult<BivrostFileInfo>> {
    if ((await this.digestAt(landing, signal)) !== wanted) throw differs(landing);
    return { ...sent, data: { ...sent.data, verified: true } };
  }

  private async noteOfRemoval(target: FileTarget): Promise<string> {
    try {
      await this.remove(target);
      return '; what had arrived of it was removed';
    } catch (thrown) {
      return `; what had arrived of it may still be there (${toShopfloorError(thrown).message})`;
    }
  }

  private async remove(target: FileTarget, signal?: AbortSignal): Promise<void> {
    try {
      await this.request('cnc/deleteFile', fileValues(target), { signal });
    } catch (thrown) {
      if (!isGatewayFailure(thrown, FILE_NOT_FOUND)) throw thrown;
    }
  }

  private async stands(target: FileTarget, signal: AbortSignal | undefined): Promise<boolean> {
    try {
      await this.transport.receive(target, signal, async () => undefined);
      return true;
    } catch (thrown) {
      if (isGatewayFailure(thrown, FILE_NOT_FOUND)) return false;
      throw thrown;
    }
  }

  /** What a program on the machine says; undefined where there is none. */
  private async digestAt(target: FileTarget, signal?: AbortSignal): Promise<string | undefined> {
    const digestAtPlace = async (place: FileTarget) =>
      (await this.transport.receive(place, signal, (body) => this.digestOf(body))).data;
    try {
      return await digestAtPlace(target);
    } catch (thrown) {
      if (!isGatewayFailure(thrown, FILE_NOT_FOUND)) throw thrown;
      const programs = await programsAt(this.request, target, signal);
      const listed = programs.find((name) => isSameProgram(name, target.fileName));
      return listed === undefined ? undefined : digestAtPlace({ ...target, fileName: listed });
    }
  }

  /** Fails for a program beyond the limit. */
  private digestOf(body: Readable): Promise<string> {
    const { stream } = meter(this.largest);
    pipeline(body, stream, () => undefined);
    return programDigest(stream);
  }
}

function isNotSent(thrown: unknown): boolean {
  return thrown instanceof NetworkError && thrown.notSent;
}

function differs({ fileName }: FileTarget): PlatformError {
  const error = new PlatformError(`"${fileName}" is not on the machine as it was sent`, {
    code: 'bivrost:differs',
    kind: 'platform',
    retryable: false,
  });
  return Object.assign(error, { platform: 'bivrost', operation: 'cnc/receiveFileStream' });
}

/** An error whose text begins with what to do about it. */
function lostProgram(
  { fileName }: FileTarget,
  { path }: KeptProgram,
  failure: ShopfloorError,
  reason: ShopfloorError,
): ShopfloorError {
  const { code, kind, httpStatus, platform, operation, attempts } = failure;
  const error = new ShopfloorError(
    `The former "${fileName}" could not be put back on the machine (${reason.message}): it is kept in ${path}. It stays there for ${DAYS_KEPT} days. Replacing it failed: ${failure.message}`,
    { code, kind, retryable: false, httpStatus, cause: failure },
  );
  return Object.assign(error, { platform, operation, attempts });
}
