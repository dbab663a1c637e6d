import { createHash } from 'node:crypto';
import { GatewayRefusal } from './codes';
import type { MachineSheet } from './fleet';
import { programMd5 } from './generated-program';

/** A file on a machine. */
export interface StoredFile {
  /** Bytes. */
  size: number;
  /** Of the content, lower-case hex. */
  md5: string;
  /** The content; absent for long ones, of which only `size` and `md5` are kept. */
  content?: Buffer;
  /** The content is that of `programStream(size, generatedFrom)`. */
  generatedFrom?: number;
  writeProtected?: boolean;
}

interface Directory {
  directories: Set<string>;
  files: Map<string, StoredFile>;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be found
const forbidden = /[*?"<>|\u0000-\u001f]/;

/** The files and directories of one machine. Paths are taken with both kinds of slashes. */
export class FileStore {
  /** Files that are being written. */
  readonly arriving = new Set<string>();
  readonly root: string;
  readonly #directories = new Map<string, Directory>();

  constructor(private readonly sheet: MachineSheet) {
    this.root = keyOf(sheet.rootDirectory);
    this.#makeWithParents(this.root);
    for (const [index, name] of sheet.programs.entries()) {
      this.put(this.root, name, storedText(sampleProgram(name, index)));
    }
    this.#makeWithParents(join(this.root, 'fixtures'));
    this.put(join(this.root, 'fixtures'), this.nameOf('O8001'), storedText(sampleProgram('O8001', 7)));
    this.put(this.root, this.nameOf('O9999'), {
      ...storedText(sampleProgram('O9999', 9)),
      writeProtected: true,
    });
  }

  /** The directory that `dirAtCNC` or else `subDir` names. @throws GatewayRefusal 125 */
  directoryKey(dirAtCNC: string, subDir: string): string {
    if (forbidden.test(dirAtCNC) || forbidden.test(subDir)) {
      throw new GatewayRefusal('badPath');
    }
    return dirAtCNC === '' ? join(this.root, keyOf(subDir)) : keyOf(dirAtCNC);
  }

  /** How the controller writes the path of a directory. */
  shownPath(key: string): string {
    if (key === this.root) {
      return this.sheet.rootDirectory;
    }
    const text = key.split('/').join(this.sheet.separator);
    return this.sheet.rootDirectory.startsWith('/') ? `/${text}` : text;
  }

  /** @throws GatewayRefusal 158 */
  directory(key: string): Directory {
    const found = this.#directories.get(key);
    if (!found) {
      throw new GatewayRefusal('pathNotFound');
    }
    return found;
  }

  /** @throws GatewayRefusal 158 */
  file(key: string, fileName: string): StoredFile {
    const found = this.directory(key).files.get(this.nameOf(fileName));
    if (!found) {
      throw new GatewayRefusal('pathNotFound');
    }
    return found;
  }

  put(key: string, fileName: string, file: StoredFile): void {
    this.directory(key).files.set(this.nameOf(fileName), file);
  }

  remove(key: string, fileName: string): void {
    this.directory(key).files.delete(this.nameOf(fileName));
  }

  /** Adds a program of any length without holding its content. */
  putGenerated(key: string, fileName: string, size: number, seed: number): StoredFile {
    const file: StoredFile = { size, md5: programMd5(size, seed), generatedFrom: seed };
    this.put(key, fileName, file);
    return file;
  }

  /** @throws GatewayRefusal 125, 142, 158 */
  makeDirectory(key: string, name: string): void {
    const parent = this.directory(key);
    this.checkName(name);
    if (parent.directories.has(name) || parent.files.has(name)) {
      throw new GatewayRefusal('pathExists');
    }
    this.#makeWithParents(join(key, name));
  }

  /** Only empty ones can be removed. @throws GatewayRefusal 125, 158 */
  removeDirectory(key: string, name: string): void {
    this.checkName(name);
    const target = join(key, name);
    const { directories, files } = this.directory(target);
    if (directories.size > 0 || files.size > 0) {
      throw new GatewayRefusal('badPath', 'The directory is not empty.');
    }
    this.#directories.delete(target);
    this.directory(key).directories.delete(name);
  }

  /** The directory and all below it. */
  *walk(key: string): Generator<{ key: string; directory: Directory }> {
    const directory = this.directory(key);
    yield { key, directory };
    for (const name of directory.directories) {
      yield* this.walk(join(key, name));
    }
  }

  /** @throws GatewayRefusal 125 */
  checkName(name: string): void {
    if (name === '' || name === '.' || name === '..' || /[/\\:]/.test(name) || forbidden.test(name)) {
      throw new GatewayRefusal('badPath');
    }
  }

  /** Fanuc drops leading zeros of program numbers (O0010 is O10). */
  nameOf(fileName: string): string {
    const number = this.sheet.system === 'Fanuc' ? /^[Oo](\d+)$/.exec(fileName)?.[1] : undefined;
    return number === undefined ? fileName : `O${number.replace(/^0+(?=\d)/, '')}`;
  }

  #makeWithParents(key: string): void {
    const segments = key === '' ? [] : key.split('/');
    for (let depth = 0; depth <= segments.length; depth++) {
      const path = segments.slice(0, depth).join('/');
      if (!this.#directories.has(path)) {
        this.#directories.set(path, { directories: new Set(), files: new Map() });
      }
      const name = segments[depth];
      if (name !== undefined) {
        this.#directories.get(path)?.directories.add(name);
      }
    }
  }
}

export function storedContent(content: Buffer): StoredFile {
  return { size: content.length, md5: createHash('md5').update(content).digest('hex'), content };
}

function storedText(text: string): StoredFile {
  return storedContent(Buffer.from(text));
}

function keyOf(path: string): string {
  return path
    .split(/[/\\]/)
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
}

export function join(key: string, more: string): string {
  return [key, more].filter((part) => part !== '').join('/');
}

function sampleProgram(name: string, index: number): string {
  const number = /\d+/.exec(name)?.[0] ?? String(100 + index);
  const lines = ['%', `O${number.slice(0, 4).padStart(4, '0')}(${name})`, 'G21 G90 G40', 'T01 M06'];
  for (let block = 1; block <= 12; block++) {
    lines.push(`N${block * 10} G1 X${block * (7 + index)}. Y${(block * 3) % 40}. F${600 + 50 * index}`);
  }
  return `${[...lines, 'G28 G91 Z0 M9', 'M30', '%'].join('\n')}\n`;
}
