import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BuildError } from './build-error';

type Catalogue = Record<string, unknown>;

/** The texts that every node's catalogue gets in addition to its own, from `nodes/shared/locales/<language>.json`. */
export function sharedTexts(root: string, language: string): Catalogue {
  const file = path.join(root, 'nodes', 'shared', 'locales', `${language}.json`);
  return existsSync(file) ? readCatalogue(file) : {};
}

/**
 * A node's catalogue with the shared texts beside its own.
 * @throws BuildError when both define the same top-level key
 */
export function mergedTexts(file: string, shared: Catalogue): Catalogue {
  const own = readCatalogue(file);
  const clashes = Object.keys(own).filter((key) => Object.hasOwn(shared, key));
  if (clashes.length > 0) {
    throw new BuildError(clashes.map((key) => `${file}: "${key}" is defined by the shared texts too`));
  }
  return { ...own, ...shared };
}

function readCatalogue(file: string): Catalogue {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Catalogue;
  } catch (error) {
    throw new BuildError([`${file}: ${error instanceof Error ? error.message : String(error)}`]);
  }
}
