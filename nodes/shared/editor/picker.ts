/*
 * A button beside a field that offers what the platform has (`choices` of the account's kind), to choose from:
 *
 *   code:  oneditprepare() { listInput('machines'); pickerButton(this, 'machines', { list: 'machines', multiple: true }); }
 *
 * The field stays what it was: text may be typed in, or the value computed.
 */
import { accountInEditor } from './account-values';
import { type Answer, askNodeRed } from './admin-calls';
import type { Choice } from './choice-tree';
import { openChooser } from './chooser';
import { idsIn, keepNames, namesOf } from './chosen-names';
import { valueNow } from './dialog';
import type { EditorNode } from './editor-api';
import { Notice } from './notice';
import { isBlank, isVariable } from './variables';

export interface PickerOptions {
  /** Name of the list in the account's kind. */
  list: string;
  /** Several may be chosen; they become a list separated by commas. */
  multiple?: boolean;
  /** The field's kind for what is typed in, where that is not text. */
  kind?: 'num';
  /** The node keeps the names of what is chosen; `saveNames` belongs to it. */
  keepsNames?: boolean;
}

/** Where the names of an open dialog are until it is saved. */
const NAMES = 'shopfloorNames';
/** More names than these are not shown below the field. */
const MOST_NAMES_SHOWN = 12;

/** Puts the button beside the typed input of a property of the node. */
export function pickerButton(node: EditorNode, property: string, options: PickerOptions): void {
  pickerFor(node, $(`#node-input-${property}`), options);
}

/** For `oneditsave`: keeps the names of what is chosen in a field whose picker keeps them. */
export function saveNames(node: EditorNode, property: string, multiple: boolean): void {
  const field = $(`#node-input-${property}`);
  const names: unknown = field.data(NAMES);
  if (names instanceof Map) keepNames(node, chosenIn(field, multiple), names);
}

/** Puts the button beside any typed input. */
export function pickerFor(node: EditorNode, field: JQuery, options: PickerOptions): void {
  const { list, multiple = false, kind = 'str', keepsNames = false } = options;
  const { _: translate } = node;
  const notice = new Notice();
  const names = namesOf(node);
  if (keepsNames) field.data(NAMES, names);
  const open = (): void => {
    const account = valueNow(node, 'account', 'node-input');
    const obstacle = obstacleOf(node, account, field);
    if (obstacle !== undefined) {
      notice.show('note', obstacle);
      return;
    }
    notice.clear();
    const chosen = chosenIn(field, multiple);
    openChooser({
      title: translate('picker.title', { account: accountName(account) }),
      translate,
      multiple,
      chosen,
      load: async (signal) => {
        const answer = await choicesOf(account, list, signal);
        if (answer.ok) for (const { value, label } of answer.choices) names.set(value, label);
        return answer;
      },
      onDone: (values) => {
        // Where nothing new was chosen the field stays as it is, with what it computes and what is not in the list.
        const isNew = values.join('\n') !== chosen.join('\n');
        if (isNew && (multiple || values.length > 0)) fill(field, values, kind);
      },
    });
  };
  placeButton(field, translate('picker.button'), open);
  const row = field.parent().append(notice.element);
  if (keepsNames) row.append(chosenLine(field, names, multiple));
  if (row.children('label').length === 0) notice.element.css({ marginLeft: '0', width: 'auto' });
  $('#node-input-account').on('change', () => notice.clear());
  field.on('change', () => notice.clear());
}

/** A small button to the right of a typed input, which gives up the room for it. */
export function placeButton(field: JQuery, tooltip: string, click: () => void): void {
  const button = $('<button type="button" class="red-ui-button">')
    .css({ width: '36px', marginLeft: '4px', padding: '0', verticalAlign: 'top' })
    .attr('aria-label', tooltip)
    .append('<i class="fa fa-search" aria-hidden="true"></i>')
    .on('click', click);
  RED.popover.tooltip(button, tooltip);
  field.typedInput('width', `calc(${field.get(0)?.style.width || '70%'} - 40px)`);
  field.next('.red-ui-typedInput-container').after(button);
}

/** A text that says why there is nothing to choose from. */
function obstacleOf({ _: translate }: EditorNode, account: string, field: JQuery): string | undefined {
  const value = field.typedInput('value');
  if (isVariable(value)) return translate('picker.fieldVariable', { variable: value });
  if (isVariable(account)) return translate('picker.accountVariable', { variable: account });
  if (isBlank(account) || account === '_ADD_') return translate('validation.accountMissing');
  return RED.nodes.node(account) ? undefined : translate('validation.accountGone');
}

function accountName(id: string): string {
  const account = RED.nodes.node(id);
  return account ? RED.utils.getNodeLabel(account) : id;
}

export async function choicesOf(
  account: string,
  list: string,
  signal: AbortSignal,
): Promise<Answer<{ choices: Choice[]; isCut?: boolean }>> {
  const type = RED.nodes.node(account)?.type ?? '';
  return askNodeRed(`shopfloor/${type}/choices/${list}`, accountInEditor(account) ?? {}, signal);
}

/** The names of what is chosen, below the field; nothing where they are not known. */
function chosenLine(field: JQuery, names: ReadonlyMap<string, string>, multiple: boolean): JQuery {
  const line = $('<div class="form-tips">').css({ margin: '4px 0 0 104px', maxWidth: 'none' });
  const show = (): void => {
    const ids = chosenIn(field, multiple);
    const known = ids.map((id) => names.get(id) || id);
    const shown = known.slice(0, MOST_NAMES_SHOWN).join(', ') + (known.length > MOST_NAMES_SHOWN ? ' …' : '');
    line.text(shown).toggle(ids.some((id) => (names.get(id) ?? '') !== ''));
  };
  field.on('change', show);
  show();
  return line;
}

function chosenIn(field: JQuery, multiple: boolean): string[] {
  return idsIn(field.typedInput('value'), field.typedInput('type'), multiple);
}

/** Ids that hold a comma themselves can only be told apart in a JSON list. */
function fill(field: JQuery, values: string[], kind: string): void {
  const needsJson = values.length > 1 && values.some((value) => /[,，\n]/.test(value));
  field.typedInput('type', needsJson ? 'json' : kind);
  field.typedInput('value', needsJson ? JSON.stringify(values) : values.join(', '));
  field.trigger('change');
}
