import { versionProperty } from '../shared/editor/migrated-node';
import { alignTips } from '../shared/editor/notice';
import { testConnection } from '../shared/editor/test-connection';
import { isBlank, isVariable, keepVariable } from '../shared/editor/variables';

/** What the runtime takes apart (`lib/store/settings.ts`), with the hosts. */
const ADDRESS = /^rediss?(?:\+sentinel|\+cluster)?:\/\/(?:[^/]*@)?([^/@?#]+)(?:\/[^/?#]*)*$/;
const SENTINEL = /^\s*rediss?\+sentinel:/;

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
    withoutStore: { value: 'keep' },
  },
  credentials: {
    password: { type: 'password' },
    sentinelPassword: { type: 'password' },
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
    // Nodes from before there was a choice have none, and keep their machines.
    if (!this['withoutStore']) $('#node-config-input-withoutStore').val('keep');
    keepVariable('#node-config-input-withoutStore', this['withoutStore']);
    const showSentinel = () =>
      $('#node-config-row-sentinelPassword').toggle(SENTINEL.test(String($('#node-config-input-url').val())));
    $('#node-config-input-url').on('input change', showSentinel);
    showSentinel();
    testConnection(this, {
      busy: 'form.testBusy',
      success: ({ host }) =>
        host === undefined ? this._('form.testAlone') : this._('form.testReached', { host }),
    });
  },
});

function isStoreAddress(text: string): boolean {
  return ADDRESS.test(text.trim());
}

/** The hosts: an address may hold a password. */
function placeOf(text: string): string {
  return isVariable(text) ? text : (ADDRESS.exec(text.trim())?.[1] ?? '');
}
