import { idListChecks } from '../shared/editor/checks';
import { versionProperty } from '../shared/editor/migrated-node';
import { inputText, nodeTexts, outputText } from '../shared/editor/node-texts';
import { pickerButton } from '../shared/editor/picker';
import { accountProperty, kindProperty, typedProperty } from '../shared/editor/properties';
import { listInput } from '../shared/editor/typed-inputs';

RED.nodes.registerType('mgm-sys-info', {
  ...nodeTexts,
  ...inputText,
  ...outputText,
  category: 'shopfloor',
  color: '#A6BBCF',
  icon: 'mgm.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    account: accountProperty('mgm-account'),
    machines: typedProperty('machines', idListChecks),
    machinesType: kindProperty(),
  },
  oneditprepare() {
    listInput('machines');
    pickerButton(this, 'machines', { list: 'machines', multiple: true });
  },
});
