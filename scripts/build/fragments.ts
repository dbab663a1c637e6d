import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BuildError } from './build-error';

const INCLUDE = /^([ \t]*)<!-- include ([\w-]+) -->$/gm;

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
   * The page with the fragments in place of its lines `<!-- include <name> -->`.
   * @throws BuildError when there is no such fragment
   */
  fillIn(page: string, type: string): string {
    return page.replace(INCLUDE, (_line, indent: string, name: string) => {
      const file = path.join(this.root, this.folder, `${name}.html`);
      if (!existsSync(file)) {
        throw new BuildError([`${type}.html includes ${this.folder}/${name}.html, which doesn't exist`]);
      }
      this.#used.add(name);
      return readFileSync(file, 'utf8').trimEnd().replace(/^/gm, indent);
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
