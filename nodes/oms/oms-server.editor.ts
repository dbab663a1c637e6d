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

const environments = ['simulator', 'custom'];

RED.nodes.registerType('oms-server', {
  ...accountTexts('OMS'),
  category: 'config',
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    environment: environmentProperty(environments),
    baseUrl: baseUrlProperty(),
    timeout: numberProperty(TIMEOUT, 'account.timeout'),
    tls: { value: '', type: 'tls-config', required: false },
    proxy: { value: '', type: 'http proxy', required: false },
    store: { value: '', type: 'shared-store', required: false },
  },
  credentials: {
    appId: { type: 'text', validate: neededCredential('form.appId') },
    appSecret: { type: 'password', validate: neededCredential('form.appSecret') },
  },
  oneditprepare() {
    accountForm(this, {
      environments,
      baseUrl: 'http://192.168.33.10:36002',
      loginName: 'appId',
    });
  },
});
