import { valueNow } from './dialog';
import type { EditorNode, Property } from './editor-api';
import { typedProperty } from './properties';
import { choiceInput } from './typed-inputs';
import { isVariable } from './variables';

/** What the form of a request node shows of an operation: a row of its platform's catalogue. */
export interface OperationRow {
  operation: string;
  titleEn: string;
  titleZh: string;
  effect: string;
  params: { name: string; required: boolean }[];
  paging?: unknown;
}

/** The operation; blank: the message says it. The reason's text is the node's own. */
export function operationProperty(rows: readonly OperationRow[]): Property {
  return typedProperty('operation', {
    str: (text, translate) =>
      rows.some(({ operation }) => operation === text) || translate('form.operationUnknown'),
  });
}

/** The permission to change something, without which an operation that does so is refused. */
export function allowChangesProperty(rows: readonly OperationRow[]): Property {
  return {
    value: false,
    validate(value, _options) {
      const row = chosenRow(this, rows);
      return row?.effect === 'change' && value !== true ? this._('form.changesNotAllowed') : true;
    },
  };
}

/**
 * Makes the field `operation` a list in the editor's language, and shows below it what the chosen operation takes.
 * Rows of the form that only some operations need name what they need in `data-operation`: `paging`, `change`.
 */
export function showOperations(node: EditorNode, rows: readonly OperationRow[]): void {
  const given = String(node['operation'] ?? '');
  const options = rows.map((row) => ({ value: row.operation, label: `${titleOf(row)} · ${row.operation}` }));
  options.unshift({ value: '', label: node._('form.operationOfMessage') });
  if (isVariable(given)) options.push({ value: given, label: given });
  choiceInput('operation', { label: node._('form.operation'), icon: 'fa fa-list', options });
  const update = () => showNeeds(chosenRow(node, rows), node);
  $('#node-input-operation').on('change', update);
  update();
}

function showNeeds(row: OperationRow | undefined, node: EditorNode): void {
  const names = row?.params.map(({ name, required }) => (required ? `${name}*` : name)) ?? [];
  const text =
    names.length > 0 ? node._('form.takes', { names: names.join(', ') }) : node._('form.takesNothing');
  $('#node-row-takes')
    .toggle(row !== undefined)
    .find('span')
    .text(text);
  $('[data-operation=paging]').toggle(row === undefined || row.paging !== undefined);
  $('[data-operation=change]').toggle(row === undefined || row.effect === 'change');
}

/** The operation that the open dialog or the node names; undefined when only a message tells. */
function chosenRow(node: EditorNode, rows: readonly OperationRow[]): OperationRow | undefined {
  if (valueNow(node, 'operationType', 'node-input') !== 'str') return undefined;
  const chosen = valueNow(node, 'operation', 'node-input');
  return rows.find(({ operation }) => operation === chosen);
}

function titleOf({ titleEn, titleZh }: OperationRow): string {
  return RED.i18n.lang().startsWith('zh') ? titleZh : titleEn;
}
