import rows from '../../lib/quectel/operations.json';
import { objectCheck } from '../shared/editor/checks';
import { nodeLabel, nodeLabelStyle } from '../shared/editor/dialog';
import { allowChangesProperty, operationProperty, showOperations } from '../shared/editor/operations';
import { accountProperty, kindProperty, typedProperty } from '../shared/editor/properties';
import { objectInput } from '../shared/editor/typed-inputs';
import { keepVariable } from '../shared/editor/variables';

RED.nodes.registerType('quectel-request', {
  category: 'shopfloor',
  color: '#D8BFD8',
  icon: 'quectel.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    account: accountProperty('quectel-account'),
    operation: operationProperty(rows),
    operationType: kindProperty(),
    params: typedProperty('params', objectCheck('form.paramsNoObject')),
    paramsType: kindProperty('json'),
    paging: { value: 'one' },
    allowChanges: allowChangesProperty(rows),
  },
  paletteLabel() {
    return this._('node.palette');
  },
  label() {
    const { name, operation, operationType } = this;
    return name || (operationType === 'str' && operation ? `Quectel ${operation}` : nodeLabel(this));
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
    objectInput('params');
    keepVariable('#node-input-paging', this['paging']);
    showOperations(this, rows);
  },
});
