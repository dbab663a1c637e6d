import fs, { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { compileFunction } from 'node:vm';
import { lazy } from '../../async/lazy';
import { ShopfloorError } from '../../errors';

export type Library = typeof import('node-sqlite3-wasm');

/** SQLite as WebAssembly, loaded when the first journal is opened. */
export function loadLibrary(): Library {
  try {
    return loaded();
  } catch (cause) {
    throw new ShopfloorError(
      'The package "node-sqlite3-wasm", which a journal in a file needs, is not installed: run "npm install node-sqlite3-wasm" where this package is installed',
      { code: 'input:node-sqlite3-wasm', kind: 'input', retryable: false, cause },
    );
  }
}

/**
 * The library's one module, with functions of ours for the folder by which it locks a file. It asks whether that is there
 * to see whether another is at work, and takes its own for another's: what a killed process has left half-written would
 * then never be rolled back. Our own lock keeps others out (`lib/journal/file-lock.ts`).
 */
const loaded = lazy((): Library => {
  const file = require.resolve('node-sqlite3-wasm');
  const original = createRequire(file);
  const module: { exports: unknown } = { exports: {} };
  const withoutLock = (name: string): unknown => (name === 'node:fs' ? FILE_SYSTEM : original(name));
  const parameters = ['module', 'exports', 'require', '__filename', '__dirname'];
  compileFunction(readFileSync(file, 'utf8'), parameters, { filename: file })(
    module,
    module.exports,
    withoutLock,
    file,
    dirname(file),
  );
  return module.exports as Library;
});

const LOCK = /\.lock$/;
const FILE_SYSTEM = Object.assign(Object.create(fs) as typeof fs, {
  mkdirSync: () => undefined,
  rmdirSync: () => undefined,
  accessSync: (path: string, mode: number) => {
    if (LOCK.test(path)) throw new Error('No lock of the library is ever there');
    fs.accessSync(path, mode);
  },
});
