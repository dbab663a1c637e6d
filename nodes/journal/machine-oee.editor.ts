import { OEE_PERIODS } from '../../lib/journal/oee-periods';
import { MICRO_STOP } from '../../lib/machine/limits';
import { versionProperty } from '../shared/editor/migrated-node';
import { inputText, nodeTexts, outputText } from '../shared/editor/node-texts';
import { numberProperty } from '../shared/editor/properties';
import { keepVariable } from '../shared/editor/variables';
import { journalStoreProperty } from './editor/journal-store-property';

RED.nodes.registerType('machine-oee', {
  ...nodeTexts,
  ...inputText,
  ...outputText,
  category: 'shopfloor',
  color: '#C7E9C0',
  icon: 'machine.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    store: journalStoreProperty(),
    plant: { value: '', type: 'plant', required: false },
    calendar: { value: '', type: 'shift-calendar', required: false },
    period: { value: 'shift' },
    microStop: numberProperty(MICRO_STOP, 'form.microStop'),
  },
  oneditprepare() {
    const period = $('#node-input-period');
    period.append(
      ...OEE_PERIODS.map((kind) =>
        $('<option>')
          .val(kind)
          .text(this._(`form.periods.${kind}`)),
      ),
    );
    period.val(String(this['period'] ?? 'shift'));
    keepVariable('#node-input-period', this['period']);
  },
});
