import { ShopfloorError } from '../../errors';

export type Library = typeof import('node-sqlite3-wasm');

/** SQLite as WebAssembly, loaded when the first journal is opened. */
export async function loadLibrary(): Promise<Library> {
  try {
    return (await import('node-sqlite3-wasm')).default;
  } catch (cause) {
    throw new ShopfloorError(
      'The package "node-sqlite3-wasm", which a journal in a file needs, is not installed: run "npm install node-sqlite3-wasm" where this package is installed',
      { code: 'input:node-sqlite3-wasm', kind: 'input', retryable: false, cause },
    );
  }
}
