import { isPlainObject, textOf } from '../../../lib/json/json-values';
import { listedIn } from '../../../lib/settings/text-list';
import type { EditorNode, Property } from './editor-api';
import { isVariable } from './variables';

/**
 * Names of what was chosen from a platform's list. The node keeps them beside the ids, so that its dialog and its label
 * on the workspace show them without asking the platform.
 */

const PROPERTY = 'chosenNames';
/** A label of the workspace is one line. */
const LONGEST_LABEL = 40;

/** Property `chosenNames`, which has no field: names by id. */
export function namesProperty(): Property {
  return { value: {} };
}

/** The names that the node keeps. */
export function namesOf(node: EditorNode): Map<string, string> {
  const kept = node[PROPERTY];
  const entries = isPlainObject(kept) ? Object.entries(kept) : [];
  return new Map(entries.map(([id, name]) => [id, (textOf(name) ?? '').trim()]));
}

/** Keeps names of ids that are chosen; others are forgotten. */
export function keepNames(
  node: EditorNode,
  ids: readonly string[],
  names: ReadonlyMap<string, string>,
): void {
  const known = ids.filter((id) => (names.get(id) ?? '') !== '');
  Object.assign(node, { [PROPERTY]: Object.fromEntries(known.map((id) => [id, names.get(id)])) });
}

/** The ids of a typed value that are there before the flow runs. */
export function idsIn(value: string, kind: string, isList: boolean): string[] {
  const text = value.trim();
  if (text === '' || isVariable(text) || !['str', 'num', 'json'].includes(kind)) return [];
  if (kind === 'json') return jsonList(text);
  return isList ? listedIn(text) : [text];
}

/** The name of the one machine that was chosen, or how many there are; blank where the flow decides. */
export function machinesLabel(node: EditorNode, property: string, isList: boolean): string {
  const kind = String(node[`${property}Type`] || 'str');
  const ids = idsIn(String(node[property] ?? ''), kind, isList);
  const [first] = ids;
  if (first === undefined) return '';
  if (ids.length > 1) return node._('picker.several', { number: ids.length });
  const name = namesOf(node).get(first) || first;
  return name.length > LONGEST_LABEL ? `${name.slice(0, LONGEST_LABEL)}…` : name;
}

function jsonList(text: string): string[] {
  try {
    const value: unknown = JSON.parse(text);
    return (Array.isArray(value) ? value : [value]).map(String);
  } catch {
    return [];
  }
}
