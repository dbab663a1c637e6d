import type { ActiveCondition } from './conditions';

export type ObservationValue = string | number | boolean | null | readonly ActiveCondition[];

/** One thing that is newly known of a machine: where it stands in a machine's state, and its value. */
export interface Observation {
  /** Such as `['spindles', 'S1', 'load']`. */
  readonly path: readonly string[];
  readonly value: ObservationValue;
}

/** Observations by their names, as deep as the state of a machine is. */
export interface ObservationTree {
  [name: string]: ObservationValue | ObservationTree;
}

/** The kind of an axis is no observation; it is there as long as the axis is. */
const CONSTANT_LEAF = 'kind';

/** Puts a value where its path leads. True when another observation, or none, was there before. */
export function putObservation(tree: ObservationTree, { path, value }: Observation): boolean {
  const names = path.slice(0, -1);
  const leaf = path.at(-1);
  // An axis of that name would change the prototype of every object.
  if (leaf === undefined || path.includes('__proto__')) return false;
  let branch = tree;
  for (const name of names) {
    const next = Object.hasOwn(branch, name) ? branch[name] : undefined;
    branch = isBranch(next) ? next : addBranch(branch, name);
  }
  if (Object.hasOwn(branch, leaf) && sameValue(branch[leaf], value)) return false;
  branch[leaf] = value;
  return leaf !== CONSTANT_LEAF;
}

/** Makes every observation `null` that is not among these paths; returns the paths of those that were known. */
export function nullOthers(tree: ObservationTree, kept: readonly Observation[]): string[] {
  const names = new Set(kept.map(({ path }) => pathText(path)));
  const gone = leafPaths(tree).filter((path) => !names.has(pathText(path)));
  return gone.filter((path) => putObservation(tree, { path, value: null })).map(pathText);
}

/** Takes out every observation that is `null`, if their names are longer than that together. */
export function removeEmpty(tree: ObservationTree, longest: number): void {
  const empty = leaves(tree).flatMap(([path, value]) => (value === null ? [path] : []));
  if (empty.reduce((length, path) => length + pathText(path).length, 0) <= longest) return;
  removeAll(tree, new Set(empty.map(pathText)));
}

/** All observations with their paths. */
export function leaves(
  tree: ObservationTree,
  above: readonly string[] = [],
): (readonly [path: readonly string[], value: ObservationValue])[] {
  return Object.entries(tree).flatMap(([name, value]) => {
    if (isBranch(value)) return leaves(value, [...above, name]);
    return name === CONSTANT_LEAF ? [] : [[[...above, name], value] as const];
  });
}

/** Paths of all observations. */
export function leafPaths(tree: ObservationTree): (readonly string[])[] {
  return leaves(tree).map(([path]) => path);
}

/** A path as a message tells it, such as `spindles.S1.load`. */
export function pathText(path: readonly string[]): string {
  return path.join('.');
}

/** Puts a copy of all observations into the target, which shares nothing with the original. */
export function copyInto(target: ObservationTree, tree: ObservationTree): void {
  for (const name in tree) {
    const value = tree[name];
    if (value === undefined) continue;
    if (isBranch(value)) copyInto(addBranch(target, name), value);
    else target[name] = isList(value) ? value.map((condition) => ({ ...condition })) : value;
  }
}

/** Puts the same observations into the target, all of them not known. */
export function nullInto(target: ObservationTree, tree: ObservationTree): void {
  for (const name in tree) {
    const value = tree[name];
    if (value === undefined) continue;
    if (isBranch(value)) nullInto(addBranch(target, name), value);
    else target[name] = name === CONSTANT_LEAF ? value : null;
  }
}

/** Takes out these paths, and branches in which only constants are left; each name is looked at once. */
function removeAll(tree: ObservationTree, paths: ReadonlySet<string>, above = ''): void {
  for (const [name, value] of Object.entries(tree)) {
    const path = `${above}${name}`;
    if (isBranch(value)) {
      removeAll(value, paths, `${path}.`);
      if (Object.keys(value).every((leaf) => leaf === CONSTANT_LEAF)) delete tree[name];
    } else if (paths.has(path)) {
      delete tree[name];
    }
  }
}

function addBranch(tree: ObservationTree, name: string): ObservationTree {
  const branch: ObservationTree = {};
  tree[name] = branch;
  return branch;
}

function isBranch(value: ObservationTree[string] | undefined): value is ObservationTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: ObservationValue): value is readonly ActiveCondition[] {
  return Array.isArray(value);
}

function sameValue(one: ObservationTree[string] | undefined, other: ObservationValue): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return JSON.stringify(one) === JSON.stringify(other);
}
