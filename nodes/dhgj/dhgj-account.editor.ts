import { TIMEOUT } from '../../lib/settings/number-limits';
import {
  accountForm,
  accountTexts,
  baseUrlProperty,
  environmentProperty,
  neededCredential,
} from '../shared/editor/account-form';
import { versionProperty } from '../shared/editor/migrated-node';
import { numberProperty } from '../shared/editor/properties';

const environments = ['simulator', 'production', 'test', 'custom'];

RED.nodes.registerType('dhgj-account', {
  ...accountTexts('DHGJ'),
  category: 'config',
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    environment: environmentProperty(environments),
    baseUrl: baseUrlProperty(),
    scope: { value: '' },
    timeout: numberProperty(TIMEOUT, 'account.timeout'),
    tls: { value: '', type: 'tls-config', required: false },
    proxy: { value: '', type: 'http proxy', required: false },
    store: { value: '', type: 'shared-store', required: false },
  },
  credentials: {
    clientId: { type: 'text', validate: neededCredential('form.clientId') },
    clientSecret: { type: 'password', validate: neededCredential('form.clientSecret') },
  },
  oneditprepare() {
    accountForm(this, {
      environments,
      baseUrl: 'http://saeapi.dhgjcloud.com:18081',
      loginName: 'clientId',
      unencrypted: ['production', 'test'],
    });
  },
});
