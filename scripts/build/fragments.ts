import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BuildError } from './build-error';

const INCLUDE = /^([ \t]*)<!-- include ([\w-]+) -->$/gm;

/** Rows that several forms have, by name, from `nodes/shared/forms/<name>.html`. */
export class Fragments {
  readonly #used = new Set<string>();

  constructor(private readonly root: string) {}

  /**
   * The form with the fragments in place of its lines `<!-- include <name> -->`.
   * @throws BuildError when there is no such fragment
   */
  fillIn(form: string, type: string): string {
    return form.replace(INCLUDE, (_line, indent: string, name: string) => {
      const file = path.join(this.#folder, `${name}.html`);
      if (!existsSync(file)) throw new BuildError([`${type}.html includes ${name}, which doesn't exist`]);
      this.#used.add(name);
      return readFileSync(file, 'utf8').trimEnd().replace(/^/gm, indent);
    });
  }

  /** @throws BuildError naming each fragment that no form has included */
  refuseUnused(): void {
    if (!existsSync(this.#folder)) return;
    const unused = readdirSync(this.#folder).filter((file) => !this.#used.has(path.basename(file, '.html')));
    if (unused.length > 0)
      throw new BuildError(unused.map((file) => `no form includes nodes/shared/forms/${file}`));
  }

  get #folder(): string {
    return path.join(this.root, 'nodes', 'shared', 'forms');
  }
}
