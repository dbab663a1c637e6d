import type { Fields } from './fields';

/** A call of an operation, with its id in the path ('' where it has none) and the fields of its body. */
export interface OperationCall {
  id: string;
  fields: Fields;
}

/** What an operation answers: a value, a list that may be paged, or a file. */
export type Outcome =
  | { kind: 'value'; value: unknown }
  | { kind: 'list'; entries: readonly unknown[]; isPaged: boolean }
  | { kind: 'file'; name: string; text: string };

export interface Operation {
  name: string;
  /** Of the address; `:id` stands for the id. */
  path: string;
  /** True when it changes something. */
  writes: boolean;
  run(call: OperationCall): Outcome;
}

type Run = (call: OperationCall) => unknown;

/** Operations of one group (`/oms/<group>/…`), made by the kind of their answer. */
export class OperationGroup {
  readonly operations: Operation[] = [];

  constructor(
    private readonly root: '/oms' | '/pms',
    private readonly group: string,
  ) {}

  /** Answers a value. `path` is below the group; with `/:id` where the operation has an id in its path. */
  read(path: string, run: Run): this {
    return this.#add(path, false, (call) => ({ kind: 'value', value: run(call) }));
  }

  change(path: string, run: Run): this {
    return this.#add(path, true, (call) => ({ kind: 'value', value: run(call) ?? null }));
  }

  /** Answers a list page by page. */
  pages(path: string, run: (call: OperationCall) => readonly unknown[]): this {
    return this.#add(path, false, (call) => ({ kind: 'list', entries: run(call), isPaged: true }));
  }

  /** Answers a whole list. */
  list(path: string, run: (call: OperationCall) => readonly unknown[]): this {
    return this.#add(path, false, (call) => ({ kind: 'list', entries: run(call), isPaged: false }));
  }

  file(path: string, run: (call: OperationCall) => { name: string; text: string }): this {
    return this.#add(path, false, (call) => ({ kind: 'file', ...run(call) }));
  }

  #add(path: string, writes: boolean, run: Operation['run']): this {
    const name = `${this.group}/${path.replace('/:id', '')}`;
    this.operations.push({ name, path: `${this.root}/${this.group}/${path}`, writes, run });
    return this;
  }
}
