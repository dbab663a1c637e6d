import type { DataItem } from './data-item';
import type { DeviceNode } from './device-tree';

/** A path that cannot be read. `message` says where and why. */
export class DevicePathError extends Error {}

type Test = (node: DeviceNode, position: number) => boolean;

interface Step {
  /** Whether it is looked for at any depth. */
  readonly isDeep: boolean;
  readonly test: Test;
  readonly predicates: readonly Test[];
  /** How much there is to look at in an element. */
  readonly weight: number;
}

/** Elements that a path may look at, each as often as its conditions have parts: a second of work, about. */
const MOST_LOOKS = 5_000_000;

/** Parts of a condition that take about as long as an element itself. */
const TOKENS_AT_ONCE = 8;

/** Counts what a path looks at: a short one can ask for more than an hour of it. */
class Looks {
  private left = MOST_LOOKS;

  take(count: number): void {
    this.left -= count;
    if (this.left < 0) throw new DevicePathError('the path looks at too many elements');
  }
}

const LONGEST_PATH = 4_096;
const MOST_STEPS = 16;

/** A name, a number, a text in quotes or a sign of the paths' language; blanks between them mean nothing. */
const TOKEN =
  /\s*(?:(\/\/|!=|[/[\]@=|*()])|("[^"]*"|'[^']*')|([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)|(\d+))/y;

/**
 * The data items that a path of a request chooses (MTConnect 2.4 Part 1, `path`): the part of XPath that its examples
 * and clients use. Steps by `/` and `//`, names with or without a prefix, `*`, `[@name="value"]` with `!=`, `and`, `or`,
 * `not()` and brackets, `[2]`, and several paths joined by `|`. Choosing a device or a part chooses all of it.
 * @throws {DevicePathError} for a path that cannot be read
 * @example itemsAt(tree, '//Linear[@name="X"]//DataItem[@category="SAMPLE"]')
 */
export function itemsAt(tree: DeviceNode, path: string): ReadonlySet<DataItem> {
  if (path.length > LONGEST_PATH)
    throw new DevicePathError(`a path has at most ${LONGEST_PATH} characters; this one has ${path.length}`);
  const items = new Set<DataItem>();
  const looks = new Looks();
  for (const steps of new PathReader(path).paths()) {
    let nodes: readonly DeviceNode[] = [{ name: '', attributes: {}, children: [tree] }];
    for (const step of steps) nodes = chosen(nodes, step, looks);
    for (const { item } of allBelow(nodes, looks)) if (item) items.add(item);
  }
  return items;
}

function chosen(
  nodes: readonly DeviceNode[],
  { isDeep, test, predicates, weight }: Step,
  looks: Looks,
): readonly DeviceNode[] {
  const found = new Set<DeviceNode>();
  const parents = isDeep ? allBelow(nodes, looks) : nodes;
  for (const { children } of parents) {
    looks.take(1 + children.length * weight);
    let candidates = children.filter((child, index) => test(child, index + 1));
    for (const predicate of predicates)
      candidates = candidates.filter((child, index) => predicate(child, index + 1));
    for (const candidate of candidates) found.add(candidate);
  }
  return [...found];
}

/** These elements and all below them, each once. */
function allBelow(nodes: readonly DeviceNode[], looks: Looks): ReadonlySet<DeviceNode> {
  const all = new Set<DeviceNode>();
  const waiting = [...nodes].reverse();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (all.has(node)) continue;
    all.add(node);
    looks.take(1);
    for (let index = node.children.length - 1; index >= 0; index -= 1) {
      const child = node.children[index];
      if (child) waiting.push(child);
    }
  }
  return all;
}

/** Reads the tests of a path, a token at a time. */
class PathReader {
  private readonly tokens: string[] = [];
  private index = 0;

  constructor(private readonly path: string) {
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < path.trimEnd().length) {
      const begin = TOKEN.lastIndex;
      const match = TOKEN.exec(path);
      if (match === null) throw new DevicePathError(`the path cannot be read from “${path.slice(begin)}” on`);
      this.tokens.push(match[0].trim());
    }
  }

  paths(): Step[][] {
    const paths = [this.steps()];
    while (this.takeIf('|')) paths.push(this.steps());
    if (this.token !== undefined) this.fail('a path ends, or goes on with / or |');
    return paths;
  }

  private steps(): Step[] {
    const steps: Step[] = [];
    while (this.token === '/' || this.token === '//') {
      steps.push(this.step());
      if (steps.length > MOST_STEPS) throw new DevicePathError(`a path has at most ${MOST_STEPS} steps`);
    }
    if (steps.length === 0) this.fail('a path begins with / or //');
    return steps;
  }

  private step(): Step {
    const isDeep = this.take() === '//';
    const test = this.nameTest();
    const predicates: Test[] = [];
    const begin = this.index;
    while (this.takeIf('[')) {
      predicates.push(this.either(0));
      this.expect(']');
    }
    return { isDeep, test, predicates, weight: 1 + (this.index - begin) / TOKENS_AT_ONCE };
  }

  private nameTest(): Test {
    const name = this.take();
    if (name === '*') return () => true;
    if (name === undefined || !isName(name)) return this.fail('a step names an element, or is *');
    const local = withoutPrefix(name);
    return (node) => node.name === local;
  }

  private either(depth: number): Test {
    let test = this.both(depth);
    while (this.takeIf('or')) {
      const [one, other] = [test, this.both(depth)];
      test = (node, position) => one(node, position) || other(node, position);
    }
    return test;
  }

  private both(depth: number): Test {
    let test = this.condition(depth);
    while (this.takeIf('and')) {
      const [one, other] = [test, this.condition(depth)];
      test = (node, position) => one(node, position) && other(node, position);
    }
    return test;
  }

  private condition(depth: number): Test {
    if (depth > MOST_STEPS) throw new DevicePathError(`conditions stand within at most ${MOST_STEPS} others`);
    const token = this.take();
    if (token === '(') return this.within(depth);
    if (token === 'not' && this.takeIf('(')) {
      const test = this.within(depth);
      return (node, position) => !test(node, position);
    }
    if (token !== undefined && /^\d+$/.test(token)) return (_, position) => position === Number(token);
    if (token !== '@') return this.fail('a condition is about an attribute, such as @name, or a number');
    return this.comparison();
  }

  private within(depth: number): Test {
    const test = this.either(depth + 1);
    this.expect(')');
    return test;
  }

  private comparison(): Test {
    const name = this.take();
    if (name === undefined || !isName(name)) return this.fail('after @ an attribute is named');
    const sign = this.token;
    if (sign !== '=' && sign !== '!=') return ({ attributes }) => attributes[name] !== undefined;
    this.take();
    const literal = this.take();
    if (literal === undefined || !/^["'\d]/.test(literal)) {
      return this.fail('an attribute is compared with a text in quotes');
    }
    const wanted = literal.replace(/^["']|["']$/g, '');
    return ({ attributes }) => {
      const value = attributes[name];
      return value !== undefined && (value === wanted) === (sign === '=');
    };
  }

  private get token(): string | undefined {
    return this.tokens[this.index];
  }

  private take(): string | undefined {
    return this.tokens[this.index++];
  }

  private takeIf(token: string): boolean {
    if (this.token !== token) return false;
    this.index += 1;
    return true;
  }

  private expect(token: string): void {
    if (!this.takeIf(token)) this.fail(`${token} is expected`);
  }

  private fail(reason: string): never {
    throw new DevicePathError(`${reason}: ${this.path}`);
  }
}

function isName(token: string): boolean {
  return /^[A-Za-z_]/.test(token);
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
