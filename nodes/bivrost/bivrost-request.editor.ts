import { nodeLabelStyle } from '../shared/editor/dialog';
import { versionProperty } from '../shared/editor/migrated-node';
import { operationForm, saveOperationForm } from '../shared/editor/operation-form';
import {
  allowChangesProperty,
  operationProperty,
  paramsProperty,
  requestLabel,
  valuesProperty,
} from '../shared/editor/operation-properties';
import { pickerButton } from '../shared/editor/picker';
import { accountProperty, kindProperty, typedProperty } from '../shared/editor/properties';
import { valueInput } from '../shared/editor/typed-inputs';

RED.nodes.registerType('bivrost-request', {
  category: 'shopfloor',
  color: '#DEBD5C',
  icon: 'bivrost.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    account: accountProperty('bivrost-gateway'),
    operation: operationProperty('cnc/readCNCStatus'),
    operationType: kindProperty(),
    machineId: typedProperty('machineId'),
    machineIdType: kindProperty(),
    values: valuesProperty(),
    params: paramsProperty(),
    paramsType: kindProperty('json'),
    allowChanges: allowChangesProperty(),
  },
  paletteLabel() {
    return this._('node.palette');
  },
  label() {
    return requestLabel(this);
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
    valueInput('machineId');
    pickerButton(this, 'machineId', { list: 'machines' });
    operationForm(this, { properties: { machineId: 'machineID' } });
  },
  oneditsave() {
    saveOperationForm(this);
  },
});
