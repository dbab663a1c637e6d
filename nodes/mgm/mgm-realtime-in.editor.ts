import { OUTPUT_INTERVAL } from '../../lib/mgm/limits';
import { idListChecks } from '../shared/editor/checks';
import { versionProperty } from '../shared/editor/migrated-node';
import { inputText, nodeTexts, outputText } from '../shared/editor/node-texts';
import { pickerButton } from '../shared/editor/picker';
import { accountProperty, kindProperty, numberProperty, typedProperty } from '../shared/editor/properties';
import { listInput } from '../shared/editor/typed-inputs';
import { keepVariable } from '../shared/editor/variables';

RED.nodes.registerType('mgm-realtime-in', {
  ...nodeTexts,
  ...inputText,
  ...outputText,
  category: 'shopfloor',
  color: '#A6BBCF',
  icon: 'mgm.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    account: accountProperty('mgm-account'),
    machines: typedProperty('machines', idListChecks),
    machinesType: kindProperty(),
    output: { value: 'changes' },
    interval: numberProperty(OUTPUT_INTERVAL, 'form.interval'),
    page: { value: 'a' },
  },
  oneditprepare() {
    listInput('machines');
    pickerButton(this, 'machines', { list: 'machines', multiple: true });
    const output = $('#node-input-output');
    keepVariable('#node-input-output', this['output']);
    output
      .on('change', () => {
        // Raw messages have no least interval.
        $('#node-input-interval-row').toggle(output.val() !== 'raw');
      })
      .trigger('change');
  },
});
