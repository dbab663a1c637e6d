import { CALLS_PER_MINUTE } from '../../lib/mgm/limits';
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
import { keepVariable } from '../shared/editor/variables';

const environments = ['simulator', 'production', 'test', 'custom'];

RED.nodes.registerType('mgm-account', {
  ...accountTexts('MGM'),
  category: 'config',
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    environment: environmentProperty(environments),
    baseUrl: baseUrlProperty(),
    timeout: numberProperty(TIMEOUT, 'account.timeout'),
    callsPerMinute: numberProperty(CALLS_PER_MINUTE, 'form.callsPerMinute'),
    transport: { value: 'auto' },
    tls: { value: '', type: 'tls-config', required: false },
    proxy: { value: '', type: 'http proxy', required: false },
    store: { value: '', type: 'shared-store', required: false },
  },
  credentials: {
    appKey: { type: 'text', validate: neededCredential('form.appKey') },
    appSecret: { type: 'password', validate: neededCredential('form.appSecret') },
  },
  oneditprepare() {
    keepVariable('#node-config-input-transport', this['transport']);
    accountForm(this, {
      environments,
      baseUrl: 'https://openapi.mgm-iot.com/v1',
      loginName: 'appKey',
      unencrypted: ['test'],
    });
  },
});
