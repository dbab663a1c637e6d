import {
  accountLabel,
  baseUrlProperty,
  neededCredential,
  showRowsOfEnvironment,
} from '../shared/editor/account-form';
import { wholeNumberProperty } from '../shared/editor/properties';
import { testConnection } from '../shared/editor/test-connection';

RED.nodes.registerType('oms-server', {
  category: 'config',
  defaults: {
    name: { value: '' },
    environment: { value: 'simulator' },
    baseUrl: baseUrlProperty(),
    timeout: wholeNumberProperty(15000, 1, 'account.timeout'),
    tls: { value: '', type: 'tls-config', required: false },
    proxy: { value: '', type: 'http proxy', required: false },
  },
  credentials: {
    appId: { type: 'text', validate: neededCredential('form.appId') },
    appSecret: { type: 'password', validate: neededCredential('form.appSecret') },
  },
  paletteLabel() {
    return this._('node.palette');
  },
  label() {
    return accountLabel(this, 'OMS');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    showRowsOfEnvironment(this);
    testConnection(this, { loginName: 'appId' });
  },
});
