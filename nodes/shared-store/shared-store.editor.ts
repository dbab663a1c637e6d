import type { EditorNode } from '../shared/editor/editor-api';
import { saveMigrated, versionProperty } from '../shared/editor/migrated-node';
import { alignTips } from '../shared/editor/notice';
import { testConnection } from '../shared/editor/test-connection';
import { isBlank, isVariable, keepVariable } from '../shared/editor/variables';
import { migrations, splitPassword } from './shared-store.migrations';

/** What the runtime takes apart (`lib/store/settings.ts`), with the hosts. */
const ADDRESS = /^rediss?(?:\+sentinel|\+cluster)?:\/\/(?:[^/]*@)?([^/@?#]+)(?:\/[^/?#]*)*$/;
const SENTINEL = /^\s*rediss?\+sentinel:/;

RED.nodes.registerType('shared-store', {
  category: 'config',
  icon: 'shared-store.svg',
  defaults: {
    name: { value: '' },
    version: versionProperty(migrations),
    url: {
      value: '',
      validate(value, _options) {
        if (isBlank(value) || isVariable(value)) return true;
        if (splitPassword(String(value))) return this._('form.urlPassword');
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
    movePassword(this);
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
  oneditsave() {
    saveMigrated(this, migrations);
  },
});

/** A password that an older version has kept in the address goes to its field, unless one is stored already. */
function movePassword(node: EditorNode): void {
  const split = splitPassword(String(node['url'] ?? ''));
  if (!split) return;
  $('#node-config-input-url').val(split.url).trigger('change');
  const field = $('#node-config-input-password');
  if (String(field.val() ?? '') === '') field.val(split.password).trigger('change');
}

function isStoreAddress(text: string): boolean {
  return ADDRESS.test(text.trim());
}

/** The hosts: an address may hold a password. */
function placeOf(text: string): string {
  return isVariable(text) ? text : (ADDRESS.exec(text.trim())?.[1] ?? '');
}
