import fs from 'node:fs';
import { basename, dirname } from 'node:path';

interface File {
  readonly name: string;
  /** What a cut leaves for sure. */
  durable: Buffer;
  /** What the disk may have done already, in the order in which it was asked. */
  pending: ((content: Buffer) => Buffer)[];
}

/**
 * A disk that forgets: while it is watched it knows of each file what was written through, and what may be lost at a
 * power cut. To be used with code that writes by `fs`.
 */
export class ForgetfulDisk {
  private readonly files = new Map<string, File>();
  private readonly handles = new Map<number, File>();
  private readonly real = { ...fs };
  /** Called after each write. */
  onWrite: () => void = () => undefined;

  /** @param folder whose files are watched */
  constructor(private readonly folder: string) {}

  watch(): void {
    const { real } = this;
    fs.openSync = (path, flags, mode) => {
      const handle = real.openSync(path, flags, mode);
      if (dirname(String(path)) === this.folder) this.handles.set(handle, this.fileOf(String(path)));
      return handle;
    };
    fs.writeSync = ((handle: number, bytes: Uint8Array, from: number, length: number, at: number) => {
      const copy = Buffer.from(bytes.subarray(from, from + length));
      this.handles.get(handle)?.pending.push((content) => written(content, copy, at));
      const count = real.writeSync(handle, bytes, from, length, at);
      if (this.handles.has(handle)) this.onWrite();
      return count;
    }) as typeof fs.writeSync;
    fs.ftruncateSync = (handle, length = 0) => {
      this.handles
        .get(handle)
        ?.pending.push((content) => written(content.subarray(0, length ?? 0), Buffer.alloc(0), length ?? 0));
      real.ftruncateSync(handle, length);
      if (this.handles.has(handle)) this.onWrite();
    };
    fs.fsyncSync = (handle) => {
      const file = this.handles.get(handle);
      if (file) {
        file.durable = file.pending.reduce((content, write) => write(content), file.durable);
        file.pending = [];
      }
      real.fsyncSync(handle);
    };
    fs.closeSync = (handle) => {
      this.handles.delete(handle);
      real.closeSync(handle);
    };
  }

  unwatch(): void {
    const { openSync, writeSync, ftruncateSync, fsyncSync, closeSync } = this.real;
    Object.assign(fs, { openSync, writeSync, ftruncateSync, fsyncSync, closeSync });
  }

  /** The files as a power cut now may leave them: of what was not written through each piece is there or not. */
  cut(random: () => number): ReadonlyMap<string, Buffer> {
    const left = [...this.files.values()].map(({ name, durable, pending }): [string, Buffer] => [
      name,
      pending.reduce((before, write) => (random() < 0.5 ? write(before) : before), durable),
    ]);
    return new Map(left);
  }

  private fileOf(path: string): File {
    const known = this.files.get(path);
    if (known) return known;
    const file: File = { name: basename(path), durable: Buffer.alloc(0), pending: [] };
    this.files.set(path, file);
    // Opens it once more, by the watched `openSync`.
    file.durable = this.real.readFileSync(path);
    return file;
  }
}

function written(content: Buffer, bytes: Buffer, at: number): Buffer {
  const next = Buffer.alloc(Math.max(content.length, at + bytes.length));
  content.copy(next);
  bytes.copy(next, at);
  return next;
}
