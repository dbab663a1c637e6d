import { TIMEOUT } from '../../lib/settings/number-limits';
import {
  accountForm,
  accountTexts,
  baseUrlProperty,
  environmentProperty,
  neededCredential,
} from '../shared/editor/account-form';
import { valueNow } from '../shared/editor/dialog';
import type { EditorNode, Validator } from '../shared/editor/editor-api';
import { versionProperty } from '../shared/editor/migrated-node';
import { numberProperty } from '../shared/editor/properties';
import { isVariable, keepVariable } from '../shared/editor/variables';

const environments = ['simulator', 'custom'];

RED.nodes.registerType('bivrost-gateway', {
  ...accountTexts('BIVROST'),
  category: 'config',
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    environment: environmentProperty(environments),
    baseUrl: baseUrlProperty(),
    auth: { value: 'jwt' },
    timeout: numberProperty(TIMEOUT, 'account.timeout'),
    tls: { value: '', type: 'tls-config', required: false },
    proxy: { value: '', type: 'http proxy', required: false },
    store: { value: '', type: 'shared-store', required: false },
  },
  credentials: {
    username: { type: 'text', validate: credentialOf('jwt', 'form.username') },
    password: { type: 'password', validate: credentialOf('jwt', 'form.password') },
    key: { type: 'password', validate: credentialOf('key', 'form.key') },
  },
  oneditprepare() {
    accountForm(this, {
      environments,
      baseUrl: 'http://192.168.100.1',
      loginName: 'username',
    });
    showRowsOfAuth(this);
  },
});

/** A credential that only one kind of login needs; `name` is the key of the text that names it. */
function credentialOf(auth: string, name: string): Validator {
  const validate = neededCredential(name);
  return function (value, options) {
    return valueNow(this, 'auth', 'node-config-input') === auth ? validate.call(this, value, options) : true;
  };
}

/** Shows only the rows that the kind of login needs, which they name in `data-auth`; all for a variable. */
function showRowsOfAuth(node: EditorNode): void {
  const select = $('#node-config-input-auth');
  keepVariable('#node-config-input-auth', node['auth']);
  select
    .on('change', () => {
      const chosen = select.val();
      $('[data-auth]').each((_index, row) => {
        $(row).toggle(isVariable(chosen) || row.dataset['auth'] === chosen);
      });
    })
    .trigger('change');
}
