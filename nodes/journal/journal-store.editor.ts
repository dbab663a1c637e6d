import { KEEP_DAYS } from '../../lib/journal/limits';
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
      value: String(KEEP_DAYS.otherwise),
      validate(value, _options) {
        const days = Number(value);
        return (
          isBlank(value) ||
          isVariable(value) ||
          (days >= KEEP_DAYS.least && days <= KEEP_DAYS.most) ||
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
