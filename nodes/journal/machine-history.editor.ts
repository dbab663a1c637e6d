import { type Bound, timeOfWord } from '../../lib/journal/time-word';
import type { Property } from '../shared/editor/editor-api';
import { versionProperty } from '../shared/editor/migrated-node';
import { inputText, nodeTexts, outputText } from '../shared/editor/node-texts';
import { kindProperty, typedProperty } from '../shared/editor/properties';
import { completedInput, listInput } from '../shared/editor/typed-inputs';
import { journalStoreProperty } from './editor/journal-store-property';

const LAST = ['1 h', '8 h', '24 h', '7 d', '30 d'] as const;

/** A time that the node can read, in whatever zone. */
function timeProperty(bound: Bound): Property {
  return typedProperty(bound, {
    str: (text, translate) =>
      timeOfWord(text, bound, 'UTC', Date.now()) !== undefined || translate('form.timeInvalid'),
  });
}

RED.nodes.registerType('machine-history', {
  ...nodeTexts,
  ...inputText,
  ...outputText,
  category: 'shopfloor',
  color: '#C7E9C0',
  icon: 'journal.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    store: journalStoreProperty(),
    what: { value: 'intervals' },
    machines: typedProperty('machines'),
    machinesType: kindProperty(),
    from: timeProperty('from'),
    fromType: kindProperty(),
    to: timeProperty('to'),
    toType: kindProperty(),
    rows: { value: 'array' },
    plant: { value: '', type: 'plant', required: false },
  },
  oneditprepare() {
    listInput('machines');
    const words = [
      { value: 'now', text: this._('form.words.now') },
      { value: 'today', text: this._('form.words.today') },
      { value: 'yesterday', text: this._('form.words.yesterday') },
      ...LAST.map((value) => ({ value, text: this._('form.ago', { time: value }) })),
    ];
    for (const field of ['from', 'to']) {
      completedInput(field, {
        label: this._('form.time'),
        icon: 'fa fa-clock-o',
        autoComplete: (typed) =>
          words
            .filter(({ value }) => value.startsWith(typed.trim()))
            .map(({ value, text }) => ({ value, label: $('<span>').text(text) })),
      });
    }
  },
});
