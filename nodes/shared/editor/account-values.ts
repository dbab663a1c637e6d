import type { EditorNode } from './editor-api';

/** What a route needs to work with an account that may not be deployed. */
export interface AccountValues {
  id: string;
  properties: Record<string, unknown>;
  /** Those that are known here; the others are taken from where they are stored. */
  credentials: Record<string, string>;
}

/** The account as its open dialog shows it. A secret that is stored shows as `__PWRD__`, which the route understands. */
export function accountInDialog(node: EditorNode): AccountValues {
  return accountValues(node, (property) => {
    const field = $(`#node-config-input-${property}`);
    if (field.length === 0) return undefined;
    if (field.is(':checkbox')) return field.prop('checked');
    const value = field.val();
    return value === '_ADD_' ? '' : value;
  });
}

/** The account as the editor has it, deployed or not; undefined when there is none. */
export function accountInEditor(id: string): AccountValues | undefined {
  const node = RED.nodes.node(id);
  return node ? accountValues(node, () => undefined) : undefined;
}

function accountValues(node: EditorNode, shown: (property: string) => unknown): AccountValues {
  const { defaults, credentials = {} } = RED.nodes.getType(node.type);
  const properties = Object.keys(defaults).map((name) => [name, shown(name) ?? node[name]]);
  const known = Object.keys(credentials)
    .map((name) => [name, shown(name) ?? node.credentials?.[name]])
    .filter(([, value]) => typeof value === 'string');
  return { id: node.id, properties: Object.fromEntries(properties), credentials: Object.fromEntries(known) };
}
