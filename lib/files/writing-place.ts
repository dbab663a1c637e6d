import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, realpath, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../errors';
import { allowedPath, type FolderRule } from './allowed-path';
import { lastingPath, realPathOf } from './opened';

/** The folder that a file is written to. Where a rule is given the folder stays the one that was found to be allowed. */
export class WritingPlace {
  /** A name of its own beside the file's, which is nobody else's. */
  readonly partial: string;
  private readonly target: string;

  private constructor(
    private readonly path: string,
    private readonly folder: FileHandle | undefined,
    /** A way to the folder. */
    way: string,
    private readonly rule: FolderRule | undefined,
  ) {
    this.partial = join(way, `.shopfloor-${randomBytes(12).toString('hex')}.part`);
    this.target = join(way, basename(path));
  }

  /** Throws `InputError` where the path is that of something else than a file, or is not allowed any more. */
  static async open(path: string, rule: FolderRule | undefined): Promise<WritingPlace> {
    const found = await stat(path).catch(() => undefined);
    if (found && !found.isFile()) throw new InputError('filename', `"${path}" is not a file`);
    const way = dirname(path);
    if (!rule) return new WritingPlace(path, undefined, way, rule);
    // Windows opens no folders.
    const folder = await open(way, constants.O_RDONLY | (constants.O_DIRECTORY ?? 0)).catch(() => undefined);
    try {
      const place = new WritingPlace(path, folder, (folder && (await lastingPath(folder))) ?? way, rule);
      await place.check();
      return place;
    } catch (thrown) {
      await folder?.close();
      throw thrown;
    }
  }

  /** Gives the file its name. */
  async publish(): Promise<void> {
    await this.check();
    await rename(this.partial, this.target);
  }

  async close(): Promise<void> {
    await this.folder?.close();
  }

  /** Throws where the folder has been put elsewhere, or exchanged for a link. */
  private async check(): Promise<void> {
    const { path, folder, rule } = this;
    if (!rule) return;
    const way = dirname(path);
    const real = folder ? await realPathOf(folder, way) : await realpath(way);
    // With a folder the file's own is within it: the folder itself is no file.
    if (rule.folder !== undefined) await allowedPath(real, rule);
    await allowedPath(join(real, basename(path)), rule);
  }
}
