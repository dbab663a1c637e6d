import { objectCheck } from '../shared/editor/checks';
import { nodeLabel, nodeLabelStyle } from '../shared/editor/dialog';
import { versionProperty } from '../shared/editor/migrated-node';
import { pickerButton } from '../shared/editor/picker';
import { accountProperty, kindProperty, typedProperty } from '../shared/editor/properties';
import { objectInput, valueInput } from '../shared/editor/typed-inputs';

RED.nodes.registerType('oms-property-set', {
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
  paletteLabel() {
    return this._('node.palette');
  },
  label() {
    return nodeLabel(this);
  },
  labelStyle() {
    return nodeLabelStyle(this);
  },
  inputLabels() {
    return this._('node.input');
  },
  outputLabels() {
    return this._('node.output');
  },
  oneditprepare() {
    valueInput('deviceId');
    pickerButton(this, 'deviceId', { list: 'devices' });
    objectInput('params');
    valueInput('userId');
    pickerButton(this, 'userId', { list: 'users' });
  },
});
