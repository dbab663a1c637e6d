import { BROKER_ADDRESS } from '../../lib/quectel/environments';
import { TIMEOUT } from '../../lib/settings/number-limits';
import {
  accountForm,
  accountTexts,
  baseUrlProperty,
  environmentProperty,
  neededCredential,
} from '../shared/editor/account-form';
import { addressCheck } from '../shared/editor/checks';
import type { Property } from '../shared/editor/editor-api';
import { versionProperty } from '../shared/editor/migrated-node';
import { numberProperty } from '../shared/editor/properties';
import { isBlank, isVariable } from '../shared/editor/variables';

/** Blank: the REST API is asked for the broker's address. */
function brokerUrlProperty(): Property {
  return {
    value: '',
    validate(value, _options) {
      if (isBlank(value) || isVariable(value)) return true;
      const outcome = addressCheck(String(value), BROKER_ADDRESS, this._);
      return outcome === true || `${this._('form.brokerUrl')}: ${outcome}`;
    },
  };
}

const environments = ['simulator', 'china', 'europe', 'custom'];

RED.nodes.registerType('quectel-account', {
  ...accountTexts('Quectel'),
  category: 'config',
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    environment: environmentProperty(environments),
    baseUrl: baseUrlProperty(),
    brokerUrl: brokerUrlProperty(),
    scope: { value: '' },
    timeout: numberProperty(TIMEOUT, 'account.timeout'),
    tls: { value: '', type: 'tls-config', required: false },
    proxy: { value: '', type: 'http proxy', required: false },
    store: { value: '', type: 'shared-store', required: false },
  },
  credentials: {
    accessKey: { type: 'text', validate: neededCredential('form.accessKey') },
    accessSecret: { type: 'password', validate: neededCredential('form.accessSecret') },
  },
  oneditprepare() {
    accountForm(this, {
      environments,
      baseUrl: 'https://iot-api.acceleronix.io',
      loginName: 'accessKey',
    });
  },
});
