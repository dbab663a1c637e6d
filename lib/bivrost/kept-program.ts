import { diskSource, type FileSource } from '../files/file-source';
import { writeWhole } from '../files/whole-file';
import { FILE_NOT_FOUND, isGatewayFailure } from './failures';
import type { FileTarget } from './file-place';
import { leaveKeptFolder, makeKeptFolder } from './kept-folders';
import { programDigest } from './program-digest';
import type { ProgramTransport } from './program-transport';

/** A copy of a program on a machine, on this computer's disk for as long as it may be needed. */
export class KeptProgram {
  private mustStay = false;

  private constructor(
    readonly source: FileSource,
    readonly digest: string,
    readonly path: string,
    private readonly folder: string,
  ) {}

  /** Undefined where the machine has no such program. */
  static async fetch(
    transport: ProgramTransport,
    target: FileTarget,
    largest: number,
    signal?: AbortSignal,
  ): Promise<KeptProgram | undefined> {
    const { folder, path } = await makeKeptFolder();
    try {
      await transport.receive(target, signal, (body, whileOpen) =>
        writeWhole(body, path, { largest, signal: whileOpen }),
      );
      const source = await diskSource(path);
      return new KeptProgram(source, await programDigest(source.stream()), path, folder);
    } catch (thrown) {
      await leaveKeptFolder(folder, false);
      if (isGatewayFailure(thrown, FILE_NOT_FOUND)) return undefined;
      throw thrown;
    }
  }

  /** Keeps the copy on the disk after `release`, because it is all that is left of the program. */
  stay(): void {
    this.mustStay = true;
  }

  async release(): Promise<void> {
    await this.source.close();
    await leaveKeptFolder(this.folder, this.mustStay);
  }
}
