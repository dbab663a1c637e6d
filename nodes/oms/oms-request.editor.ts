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
import { accountProperty, kindProperty } from '../shared/editor/properties';

RED.nodes.registerType('oms-request', {
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
