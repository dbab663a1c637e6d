import { versionProperty } from '../shared/editor/migrated-node';
import { alignTips } from '../shared/editor/notice';
import { testConnection } from '../shared/editor/test-connection';
import { isBlank, isVariable } from '../shared/editor/variables';

RED.nodes.registerType('shared-store', {
  category: 'config',
  icon: 'shared-store.svg',
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    url: {
      value: '',
      validate(value, _options) {
        if (isBlank(value) || isVariable(value)) return true;
        return isStoreAddress(String(value)) || this._('form.urlInvalid');
      },
    },
    prefix: { value: 'shopfloor' },
    tls: { value: '', type: 'tls-config', required: false },
  },
  credentials: {
    password: { type: 'password' },
  },
  paletteLabel() {
    return this._('node.palette');
  },
  label() {
    return this.name || placeOf(String(this['url'] ?? '')) || this._('node.palette');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    alignTips('#node-config-input-url');
    testConnection(this, {
      busy: 'form.testBusy',
      success: ({ host }) =>
        host === undefined ? this._('form.testAlone') : this._('form.testReached', { host }),
    });
  },
});

function isStoreAddress(text: string): boolean {
  try {
    return /^rediss?:$/.test(new URL(text.trim()).protocol);
  } catch {
    return false;
  }
}

/** Host and port: an address may hold a password. */
function placeOf(text: string): string {
  if (isVariable(text)) return text;
  return isStoreAddress(text) ? new URL(text.trim()).host : '';
}
