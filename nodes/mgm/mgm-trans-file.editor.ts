import { FORBIDDEN_IN_NAMES } from '../../lib/files/forbidden-in-names';
import { machinesLabel, namesProperty } from '../shared/editor/chosen-names';
import { nodeLabel } from '../shared/editor/dialog';
import { encodingList, encodingProperty, localFiles } from '../shared/editor/local-files';
import { openMigrated, saveMigrated, versionProperty } from '../shared/editor/migrated-node';
import { inputText, nodeTexts } from '../shared/editor/node-texts';
import { alignTips } from '../shared/editor/notice';
import { pickerButton, saveNames } from '../shared/editor/picker';
import { accountProperty, type Check, kindProperty, typedProperty } from '../shared/editor/properties';
import { choiceInput, valueInput } from '../shared/editor/typed-inputs';
import { isVariable } from '../shared/editor/variables';
import { migrations } from './mgm-trans-file.migrations';

/** The platform's limit: 180 Latin or 60 Chinese characters. */
const LONGEST_NAME_BYTES = 180;

const fileName: Check = (text, translate) => {
  if (FORBIDDEN_IN_NAMES.test(text)) return translate('form.fileNameHasFolder');
  const bytes = new TextEncoder().encode(text.trim()).length;
  return bytes <= LONGEST_NAME_BYTES || translate('form.fileNameTooLong', { bytes });
};

const storageType: Check = (text, translate) =>
  text === '0' || text === '1' || translate('form.storageTypeUnknown');

RED.nodes.registerType('mgm-trans-file', {
  ...nodeTexts,
  ...inputText,
  category: 'shopfloor',
  color: '#A6BBCF',
  icon: 'mgm.svg',
  align: 'right',
  inputs: 1,
  outputs: 2,
  defaults: {
    name: { value: '' },
    version: versionProperty(migrations),
    account: accountProperty('mgm-account'),
    machineId: typedProperty('machineId'),
    machineIdType: kindProperty(),
    chosenNames: namesProperty(),
    storageType: typedProperty('storageType', { str: storageType }),
    storageTypeType: kindProperty(),
    cloudPath: typedProperty('cloudPath'),
    cloudPathType: kindProperty(),
    fileName: typedProperty('fileName', { str: fileName }),
    fileNameType: kindProperty(),
    encoding: encodingProperty(),
    folder: { value: '' },
    anyPath: { value: false },
  },
  outputLabels(index) {
    return this._(index === 0 ? 'node.result' : 'node.progress');
  },
  label() {
    const machine = machinesLabel(this, 'machineId', false);
    return this.name || (machine === '' ? nodeLabel(this) : `${nodeLabel(this)}: ${machine}`);
  },
  oneditprepare() {
    const node = openMigrated(this, migrations);
    const storages = ['', '0', '1'].map((value) => ({
      value,
      label: this._(`form.storages.${value || 'message'}`),
    }));
    const given = String(node['storageType'] ?? '');
    if (isVariable(given)) storages.push({ value: given, label: given });
    valueInput('machineId');
    pickerButton(this, 'machineId', { list: 'machines', keepsNames: true });
    alignTips('#node-input-machineId');
    choiceInput('storageType', { label: this._('form.storage'), icon: 'fa fa-hdd-o', options: storages });
    valueInput('cloudPath');
    valueInput('fileName');
    encodingList(node);
    localFiles();
  },
  oneditsave() {
    saveMigrated(this, migrations);
    saveNames(this, 'machineId', false);
  },
});
