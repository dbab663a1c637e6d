import { type Migration, migrated, type Properties } from '../migrations';
import type { EditorNode, Property } from './editor-api';

/** Property `version`, which has no field: how many of the node's migrations its properties have been through. */
export function versionProperty(migrations: readonly Migration[] = []): Property {
  return { value: migrations.length };
}

/**
 * For `oneditprepare`: makes the fields of the open dialog show the properties of the newest version, and returns the
 * node with these properties, from which the rest of the dialog is built. The node itself stays as it is until the
 * dialog is saved.
 */
export function openMigrated(node: EditorNode, migrations: readonly Migration[]): EditorNode {
  const now = migratedNode(node, migrations);
  const { category, defaults } = RED.nodes.getType(node.type);
  const prefix = category === 'config' ? 'node-config-input' : 'node-input';
  for (const name of Object.keys(defaults)) {
    if (now[name] !== node[name]) showValue($(`#${prefix}-${name}`), now[name]);
  }
  return now;
}

/**
 * For `oneditsave`: gives the node the properties of the newest version. The editor then takes over what the fields
 * of the dialog hold, and finds by itself what has changed.
 */
export function saveMigrated(node: EditorNode, migrations: readonly Migration[]): void {
  Object.assign(node, migrated(propertiesOf(node), migrations));
}

/** The node with the properties of the newest version, for validators and labels outside of a dialog. */
export function migratedNode(node: EditorNode, migrations: readonly Migration[]): EditorNode {
  const now = migrated(propertiesOf(node), migrations);
  // Not by assignment: the editor's nodes are proxies, which would take the values for themselves.
  return Object.create(node, Object.getOwnPropertyDescriptors(now));
}

function propertiesOf(node: EditorNode): Properties {
  const names = Object.keys(RED.nodes.getType(node.type).defaults);
  return Object.fromEntries(
    names.filter((name) => node[name] !== undefined).map((name) => [name, node[name]]),
  );
}

function showValue(field: JQuery, value: unknown): void {
  if (field.is(':checkbox')) field.prop('checked', value === true).trigger('change');
  else field.val(Array.isArray(value) ? value.map(String) : String(value ?? ''));
}
