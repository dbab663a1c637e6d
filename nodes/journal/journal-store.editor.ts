import { versionProperty } from '../shared/editor/migrated-node';
import { testConnection } from '../shared/editor/test-connection';
import { isBlank, isVariable } from '../shared/editor/variables';

RED.nodes.registerType('journal-store', {
  category: 'config',
  icon: 'shared-store.svg',
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    file: { value: 'journal.sqlite' },
    keepDays: {
      value: '400',
      validate(value, _options) {
        const days = Number(value);
        return (
          isBlank(value) ||
          isVariable(value) ||
          (days > 0 && days <= 36_500) ||
          this._('form.keepDaysInvalid')
        );
      },
    },
  },
  paletteLabel() {
    return this._('node.palette');
  },
  label() {
    return this.name || String(this['file'] || 'journal.sqlite');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    testConnection(this, {
      busy: 'form.testBusy',
      success: ({ host = '' }) => this._('form.testOpened', { host }),
    });
  },
});
