import { KEEP_DAYS } from '../../lib/journal/limits';
import { valueNow } from '../shared/editor/dialog';
import { versionProperty } from '../shared/editor/migrated-node';
import { alignTips } from '../shared/editor/notice';
import { testConnection } from '../shared/editor/test-connection';
import { isBlank, isVariable, keepVariable } from '../shared/editor/variables';

const PREFIX = 'node-config-input';
/** What the runtime takes apart (`lib/journal/postgres/settings.ts`), with its host and database. */
const ADDRESS = /^postgres(?:ql)?:\/\/[^/:@?#]+@([^/@?#]+\/[^/?#]+)$/;
const WITH_PASSWORD = /^\s*postgres(?:ql)?:\/\/[^/:]*:[^/]*@/;

RED.nodes.registerType('journal-store', {
  category: 'config',
  icon: 'shared-store.svg',
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    kind: { value: 'sqlite' },
    file: { value: 'journal.sqlite' },
    url: {
      value: '',
      validate(value, _options) {
        if (isVariable(value) || valueNow(this, 'kind', PREFIX) !== 'postgres') return true;
        const text = String(value ?? '');
        if (WITH_PASSWORD.test(text)) return this._('form.urlPassword');
        return ADDRESS.test(text.trim()) || this._('form.urlInvalid');
      },
    },
    tls: { value: '', type: 'tls-config', required: false },
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
  credentials: {
    password: { type: 'password' },
  },
  paletteLabel() {
    return this._('node.palette');
  },
  label() {
    return this.name || placeOf(this['kind'], this['file'], this['url']) || this._('node.palette');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    alignTips(`#${PREFIX}-kind`);
    const select = $(`#${PREFIX}-kind`);
    // Nodes of before there was a choice are files.
    if (!this['kind']) select.val('sqlite');
    keepVariable(`#${PREFIX}-kind`, this['kind']);
    const showRows = (): void => {
      const kind = String(select.val());
      $('[data-kind]').each((_index, row) => {
        $(row).toggle(isVariable(kind) || row.dataset['kind'] === kind);
      });
    };
    select.on('change', showRows);
    showRows();
    testConnection(this, {
      busy: 'form.testBusy',
      success: ({ host = '' }) => this._('form.testOpened', { host }),
    });
  },
});

/** Without the user: an address that is no such one may hold a password. */
function placeOf(kind: unknown, file: unknown, url: unknown): string {
  if (kind !== 'postgres') return String(file || 'journal.sqlite');
  const text = String(url ?? '').trim();
  return isVariable(text) ? text : (ADDRESS.exec(text)?.[1] ?? '');
}
