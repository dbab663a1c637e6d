import { versionProperty } from '../shared/editor/migrated-node';
import { inputText, nodeTexts, outputText } from '../shared/editor/node-texts';
import { operationForm, saveOperationForm } from '../shared/editor/operation-form';
import {
  allowChangesProperty,
  operationProperty,
  paramsProperty,
  requestLabel,
  valuesProperty,
} from '../shared/editor/operation-properties';
import { accountProperty, kindProperty } from '../shared/editor/properties';

RED.nodes.registerType('quectel-request', {
  ...nodeTexts,
  ...inputText,
  ...outputText,
  category: 'shopfloor',
  color: '#D8BFD8',
  icon: 'quectel.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    account: accountProperty('quectel-account'),
    operation: operationProperty(),
    operationType: kindProperty(),
    values: valuesProperty(),
    params: paramsProperty(),
    paramsType: kindProperty('json'),
    paging: { value: 'one' },
    allowChanges: allowChangesProperty(),
  },
  label() {
    return requestLabel(this);
  },
  oneditprepare() {
    const lists = {
      productKey: 'products',
      deviceKey: 'devices',
      devices: 'devices',
      queueName: 'queues',
    };
    operationForm(this, { lists });
  },
  oneditsave() {
    saveOperationForm(this);
  },
});
