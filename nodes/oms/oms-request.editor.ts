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

RED.nodes.registerType('oms-request', {
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
      device_id: 'devices',
      product_id: 'products',
      user_id: 'users',
      group_id: 'groups',
      produce_id: 'batches',
    };
    operationForm(this, { lists });
  },
  oneditsave() {
    saveOperationForm(this);
  },
});
