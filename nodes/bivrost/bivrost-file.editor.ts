import { FORBIDDEN_IN_NAMES } from '../../lib/files/forbidden-in-names';
import { machinesLabel, namesProperty } from '../shared/editor/chosen-names';
import { nodeLabel } from '../shared/editor/dialog';
import type { EditorNode } from '../shared/editor/editor-api';
import { encodingList, encodingProperty, localFiles } from '../shared/editor/local-files';
import { openMigrated, saveMigrated, versionProperty } from '../shared/editor/migrated-node';
import { inputText, nodeTexts, outputText } from '../shared/editor/node-texts';
import { alignTips } from '../shared/editor/notice';
import { pickerButton, saveNames } from '../shared/editor/picker';
import { accountProperty, type Check, kindProperty, typedProperty } from '../shared/editor/properties';
import { valueInput } from '../shared/editor/typed-inputs';
import { isVariable, keepVariable } from '../shared/editor/variables';
import { migrations } from './bivrost-file.migrations';

const fileName: Check = (text, translate) =>
  !FORBIDDEN_IN_NAMES.test(text) || translate('form.fileNameHasDirectory');

RED.nodes.registerType('bivrost-file', {
  ...nodeTexts,
  ...inputText,
  ...outputText,
  category: 'shopfloor',
  color: '#DEBD5C',
  icon: 'bivrost.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    version: versionProperty(migrations),
    account: accountProperty('bivrost-gateway'),
    action: { value: 'list' },
    machineId: typedProperty('machineId'),
    machineIdType: kindProperty(),
    chosenNames: namesProperty(),
    directory: typedProperty('directory'),
    directoryType: kindProperty(),
    fileName: typedProperty('fileName', { str: fileName }),
    fileNameType: kindProperty(),
    output: { value: 'buffer' },
    path: typedProperty('path'),
    pathType: kindProperty(),
    ifExists: { value: 'fail' },
    verify: { value: false },
    encoding: encodingProperty(),
    folder: { value: '' },
    anyPath: { value: false },
    allowChanges: { value: false },
  },
  label() {
    const machine = machinesLabel(this, 'machineId', false);
    return this.name || (machine === '' ? labelOf(this) : `${labelOf(this)}: ${machine}`);
  },
  oneditprepare() {
    const node = openMigrated(this, migrations);
    for (const property of ['machineId', 'directory', 'fileName', 'path']) valueInput(property);
    pickerButton(this, 'machineId', { list: 'machines', keepsNames: true });
    alignTips('#node-input-machineId');
    for (const property of ['action', 'output', 'ifExists'])
      keepVariable(`#node-input-${property}`, node[property]);
    encodingList(node);
    localFiles();
    showNeededRows();
  },
  oneditsave() {
    saveMigrated(this, migrations);
    saveNames(this, 'machineId', false);
  },
});

/** What the node does, where no message decides it. */
function labelOf(node: EditorNode): string {
  const action = String(node['action'] ?? '');
  return action === '' || isVariable(action) ? nodeLabel(node) : node._(`node.labels.${action}`);
}

/** What a message may choose to change needs a tick; what the node itself says does not. */
function showAllowChanges(): void {
  const isLeftToMessage = (property: string) => $(`#node-input-${property}`).val() === '';
  const isNeeded =
    isLeftToMessage('action') || ($('#node-input-action').val() === 'send' && isLeftToMessage('ifExists'));
  $('#node-row-allowChanges').toggle(isNeeded);
}

/** Rows name the actions that need them in `data-action`; a message may want any. */
function showNeededRows(): void {
  const action = $('#node-input-action');
  const output = $('#node-input-output');
  const isKnown = (value: unknown) => value !== '' && !isVariable(value);
  const update = () => {
    const chosen = action.val();
    $('[data-action]').each((_index, row) => {
      const isForAction =
        !isKnown(chosen) || (row.dataset['action'] ?? '').split(' ').includes(String(chosen));
      const wanted = row.dataset['output'];
      const isForOutput = wanted === undefined || !isKnown(output.val()) || output.val() === wanted;
      $(row).toggle(isForAction && isForOutput);
    });
  };
  action.on('change', update);
  output.on('change', update);
  update();
  $('#node-input-action, #node-input-ifExists').on('change', showAllowChanges);
  showAllowChanges();
}
