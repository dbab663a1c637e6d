import { objectCheck } from '../shared/editor/checks';
import { nodeLabel, nodeLabelStyle } from '../shared/editor/dialog';
import type { EditorNode } from '../shared/editor/editor-api';
import { versionProperty } from '../shared/editor/migrated-node';
import { accountProperty, type Check, kindProperty, typedProperty } from '../shared/editor/properties';
import { choiceInput, fieldsInput, valueInput } from '../shared/editor/typed-inputs';
import { isVariable, keepVariable } from '../shared/editor/variables';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

const path: Check = (text, translate) =>
  /^\s*([/\\]{2}|[a-z][a-z\d+.-]*:)/i.test(text) ? translate('form.pathIsAddress') : true;

RED.nodes.registerType('dhgj-request', {
  category: 'shopfloor',
  color: '#E9967A',
  icon: 'dhgj.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    account: accountProperty('dhgj-account'),
    method: { ...typedProperty('method'), value: 'GET' },
    methodType: kindProperty(),
    path: typedProperty('path', { str: path }),
    pathType: kindProperty(),
    query: typedProperty('query', objectCheck('form.queryNoObject')),
    queryType: kindProperty(),
    body: { value: 'none' },
    data: { ...typedProperty('data'), value: 'payload' },
    dataType: kindProperty('msg'),
    onlyReads: { value: false },
  },
  paletteLabel() {
    return this._('node.palette');
  },
  label() {
    return this.name || callOf(this) || nodeLabel(this);
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
    const given = String(this['method'] ?? '');
    const methods = ['', ...METHODS, ...(isVariable(given) ? [given] : [])];
    const options = methods.map((value) => ({ value, label: value || this._('form.methodOfMessage') }));
    choiceInput('method', { label: this._('form.method'), icon: 'fa fa-paper-plane', options });
    valueInput('path');
    fieldsInput('query');
    fieldsInput('data');
    keepVariable('#node-input-body', this['body']);
    showNeededRows();
  },
});

/** "GET /api/machines" where both are known before a message comes. */
function callOf(node: EditorNode): string {
  const { method, methodType, path: where, pathType } = node;
  return methodType === 'str' && pathType === 'str' && method && where ? `${method} ${where}` : '';
}

function showNeededRows(): void {
  const body = $('#node-input-body');
  const method = $('#node-input-method');
  const update = () => {
    $('#node-row-data').toggle(body.val() !== 'none');
    $('#node-row-onlyReads').toggle(method.val() !== 'GET' || $('#node-input-methodType').val() !== 'str');
  };
  body.on('change', update);
  method.on('change', update);
  update();
}
