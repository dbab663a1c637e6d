import { objectCheck } from '../shared/editor/checks';
import { versionProperty } from '../shared/editor/migrated-node';
import { inputText, nodeTexts, outputText } from '../shared/editor/node-texts';
import { pickerButton } from '../shared/editor/picker';
import { accountProperty, kindProperty, typedProperty } from '../shared/editor/properties';
import { objectInput, valueInput } from '../shared/editor/typed-inputs';

RED.nodes.registerType('oms-property-set', {
  ...nodeTexts,
  ...inputText,
  ...outputText,
  category: 'shopfloor',
  color: '#87A980',
  icon: 'oms.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    account: accountProperty('oms-server'),
    deviceId: typedProperty('deviceId'),
    deviceIdType: kindProperty(),
    params: typedProperty('params', objectCheck('form.paramsNoObject')),
    paramsType: kindProperty('json'),
    userId: typedProperty('userId'),
    userIdType: kindProperty(),
  },
  oneditprepare() {
    valueInput('deviceId');
    pickerButton(this, 'deviceId', { list: 'devices' });
    objectInput('params');
    valueInput('userId');
    pickerButton(this, 'userId', { list: 'users' });
  },
});
