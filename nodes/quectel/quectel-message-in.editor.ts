import { FLOW_LIMIT, PREFETCH } from '../../lib/quectel/limits';
import type { Property } from '../shared/editor/editor-api';
import { versionProperty } from '../shared/editor/migrated-node';
import { inputText, nodeTexts, outputText } from '../shared/editor/node-texts';
import { pickerButton } from '../shared/editor/picker';
import { accountProperty, kindProperty, numberProperty, typedProperty } from '../shared/editor/properties';
import { valueInput } from '../shared/editor/typed-inputs';
import { isBlank, keepVariable } from '../shared/editor/variables';

/** The queue must be set, because no message brings it. */
function queueProperty(): Property {
  const { validate, ...property } = typedProperty('queue');
  return {
    ...property,
    validate(value, options) {
      if (isBlank(value)) return this._('form.queueMissing');
      return validate?.call(this, value, options) ?? true;
    },
  };
}

RED.nodes.registerType('quectel-message-in', {
  ...nodeTexts,
  ...inputText,
  ...outputText,
  category: 'shopfloor',
  color: '#D8BFD8',
  icon: 'quectel.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    account: accountProperty('quectel-account'),
    queue: queueProperty(),
    queueType: kindProperty(),
    ack: { value: 'auto' },
    limit: numberProperty(FLOW_LIMIT, 'form.limit'),
    prefetch: numberProperty(PREFETCH, 'form.prefetch'),
    numbers: { value: true },
  },
  oneditprepare() {
    valueInput('queue');
    pickerButton(this, 'queue', { list: 'queues' });
    const ack = $('#node-input-ack');
    keepVariable('#node-input-ack', this['ack']);
    ack
      .on('change', () => {
        $('#node-input-limit-row').toggle(ack.val() !== 'manual');
      })
      .trigger('change');
  },
});
