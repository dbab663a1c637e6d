import type { EditorNode } from './editor-api';

/** The value of another property, of a tick `true` or `false`: what the node's open dialog shows, else what the node has. */
export function valueNow(node: EditorNode, property: string, prefix: string): string {
  const isOpen = RED.editor.getEditStack().some(({ id }) => id === node.id);
  const field = isOpen ? $(`#${prefix}-${property}`) : $();
  const shown = field.is(':checkbox') ? field.prop('checked') : field.val();
  return String(shown ?? node[property] ?? '');
}

/** Label on the workspace: the name that the user gave, else what the node does. */
export function nodeLabel(node: EditorNode): string {
  return node.name || node._('node.label');
}

export function nodeLabelStyle(node: EditorNode): string {
  return node.name ? 'node_label_italic' : '';
}

/** The package speaks Chinese and, to everybody else, English. */
export function isChinese(): boolean {
  return RED.i18n.lang().startsWith('zh');
}
