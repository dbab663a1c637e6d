import { createHash } from 'node:crypto';

/** A file that a machine's storage holds. */
export interface StoredFile {
  size: number;
  md5: string;
}

/** Directories that every storage has. */
const directories = ['/', '/NC', '/NC/parts', '/程序'];

/** One storage of a machine: that of its box or of its CNC. */
export class Storage {
  /** By path and name, such as `/NC/O2107`. */
  readonly files = new Map<string, StoredFile>();
  readonly directories = new Set(directories);

  constructor() {
    this.files.set('/O0001.NC', {
      size: 20,
      md5: createHash('md5').update('O0001\nG0 X0 Y0\nM30\n').digest('hex'),
    });
  }

  get usedBytes(): number {
    let used = 0;
    for (const { size } of this.files.values()) {
      used += size;
    }
    return used;
  }

  /** The directory that a `cloud_path` means; undefined when there is none. */
  directory(cloudPath: string): string | undefined {
    let end = cloudPath.length;
    while (cloudPath.length > 1 && cloudPath[end - 1] === '/') end -= 1;
    const trimmed = cloudPath.slice(0, end);
    return this.directories.has(trimmed) ? trimmed : undefined;
  }

  static pathOf(directory: string, name: string): string {
    return `${directory === '/' ? '' : directory}/${name}`;
  }
}
