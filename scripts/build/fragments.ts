import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BuildError } from './build-error';

const INCLUDE = /^([ \t]*)<!-- include ([\w-]+)((?: \w+="[^"]*")*) -->$/gm;
const VALUE = /(\w+)="([^"]*)"/g;
const PLACE = /\{\{(\w+)\}\}/g;

/** Parts that several pages have, by name, from `<folder>/<name>.html`. */
export class Fragments {
  readonly #used = new Set<string>();

  /** @param folder relative to the root */
  constructor(
    private readonly root: string,
    private readonly folder: string,
  ) {}

  /** Rows of forms. */
  static ofForms(root: string): Fragments {
    return new Fragments(root, 'nodes/shared/forms');
  }

  /** Paragraphs and properties of help pages. */
  static ofHelp(root: string, language: string): Fragments {
    return new Fragments(root, `nodes/shared/help/${language}`);
  }

  /**
   * The page with the fragments in place of its lines `<!-- include <name> -->`. What a line says besides the name, such as
   * `field="queue"`, stands in the fragment where that has `{{field}}`.
   * @throws BuildError when there is no such fragment, or when it has other places than the line has values
   */
  fillIn(page: string, type: string): string {
    return page.replace(INCLUDE, (_line, indent: string, name: string, given: string) => {
      const file = path.join(this.root, this.folder, `${name}.html`);
      if (!existsSync(file)) {
        throw new BuildError([`${type}.html includes ${this.folder}/${name}.html, which doesn't exist`]);
      }
      this.#used.add(name);
      const values = new Map([...given.matchAll(VALUE)].map(([, key = '', value = '']) => [key, value]));
      const filled = withValues(readFileSync(file, 'utf8').trimEnd(), values, `${type}.html, ${name}`);
      return filled.replace(/^/gm, indent);
    });
  }

  /** @throws BuildError naming each fragment that no page has included */
  refuseUnused(): void {
    const folder = path.join(this.root, this.folder);
    if (!existsSync(folder)) return;
    const unused = readdirSync(folder).filter((file) => !this.#used.has(path.basename(file, '.html')));
    if (unused.length > 0)
      throw new BuildError(unused.map((file) => `no page includes ${this.folder}/${file}`));
  }
}

/** @throws BuildError naming places without a value and values without a place */
function withValues(fragment: string, values: ReadonlyMap<string, string>, where: string): string {
  const places = new Set([...fragment.matchAll(PLACE)].map(([, name = '']) => name));
  const missing = [...places].filter((name) => !values.has(name)).map((name) => `needs ${name}="…"`);
  const unknown = [...values.keys()]
    .filter((name) => !places.has(name))
    .map((name) => `has no place for ${name}`);
  if (missing.length + unknown.length > 0)
    throw new BuildError([...missing, ...unknown].map((problem) => `${where}: the fragment ${problem}`));
  return fragment.replace(PLACE, (_place, name: string) => values.get(name) ?? '');
}
