import { objectCheck } from '../shared/editor/checks';
import { nodeLabel, valueNow } from '../shared/editor/dialog';
import type { EditorNode, Property } from '../shared/editor/editor-api';
import { migratedNode, openMigrated, saveMigrated, versionProperty } from '../shared/editor/migrated-node';
import { inputText, nodeTexts, outputText } from '../shared/editor/node-texts';
import { accountProperty, type Check, kindProperty, typedProperty } from '../shared/editor/properties';
import { choiceInput, fieldsInput, valueInput } from '../shared/editor/typed-inputs';
import { isVariable, keepVariable } from '../shared/editor/variables';
import { migrations } from './dhgj-request.migrations';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

const path: Check = (text, translate) =>
  /^\s*([/\\]{2}|[a-z][a-z\d+.-]*:)/i.test(text) ? translate('form.pathIsAddress') : true;

/** The tick without which nothing is changed. */
function allowChangesProperty(): Property {
  return {
    value: false,
    validate(_value, _options) {
      const node = migratedNode(this, migrations);
      const now = (property: string) => valueNow(node, property, 'node-input');
      const isSet = now('methodType') === 'str' && METHODS.includes(now('method'));
      // The tick is about one interface: it counts where the node names it.
      const hasPath = ['str', 'env'].includes(now('pathType')) && now('path').trim() !== '';
      const onlyReads = now('onlyReads') === 'true' && hasPath;
      const reads = now('method') === 'GET' || (now('method') === 'POST' && onlyReads);
      return !isSet || reads || now('allowChanges') === 'true' || this._('operation.notAllowed');
    },
  };
}

RED.nodes.registerType('dhgj-request', {
  ...nodeTexts,
  ...inputText,
  ...outputText,
  category: 'shopfloor',
  color: '#E9967A',
  icon: 'dhgj.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    version: versionProperty(migrations),
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
    allowChanges: allowChangesProperty(),
  },
  label() {
    return this.name || callOf(this) || nodeLabel(this);
  },
  oneditprepare() {
    const node = openMigrated(this, migrations);
    const given = String(node['method'] ?? '');
    const methods = ['', ...METHODS, ...(isVariable(given) ? [given] : [])];
    const options = methods.map((value) => ({ value, label: value || this._('form.methodOfMessage') }));
    choiceInput('method', { label: this._('form.method'), icon: 'fa fa-paper-plane', options });
    valueInput('path');
    fieldsInput('query');
    fieldsInput('data');
    keepVariable('#node-input-body', node['body']);
    showNeededRows();
  },
  oneditsave() {
    saveMigrated(this, migrations);
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
    const isGet = method.val() === 'GET' && $('#node-input-methodType').val() === 'str';
    $('#node-row-onlyReads, #node-row-allowChanges').toggle(!isGet);
  };
  body.on('change', update);
  method.on('change', update);
  update();
}
