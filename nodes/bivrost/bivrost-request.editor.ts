import { openMigrated, saveMigrated, versionProperty } from '../shared/editor/migrated-node';
import { inputText, nodeTexts, outputText } from '../shared/editor/node-texts';
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
import { migrations } from './bivrost-request.migrations';

RED.nodes.registerType('bivrost-request', {
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
    operation: operationProperty('cnc/readCNCStatus'),
    operationType: kindProperty(),
    machineId: typedProperty('machineId'),
    machineIdType: kindProperty(),
    values: valuesProperty(),
    params: paramsProperty(),
    paramsType: kindProperty('json'),
    allowChanges: allowChangesProperty(),
  },
  label() {
    return requestLabel(this);
  },
  oneditprepare() {
    valueInput('machineId');
    pickerButton(this, 'machineId', { list: 'machines' });
    operationForm(this, { properties: { machineId: 'machineID' } });
    openMigrated(this, migrations);
  },
  oneditsave() {
    saveOperationForm(this);
    saveMigrated(this, migrations);
  },
});
