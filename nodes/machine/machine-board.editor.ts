import { minutesOf } from '../../lib/calendar/time-of-day';
import { BOARD_INTERVAL } from '../../lib/machine/limits';
import { versionProperty } from '../shared/editor/migrated-node';
import { inputText, nodeTexts, outputText } from '../shared/editor/node-texts';
import { numberProperty } from '../shared/editor/properties';
import { isBlank, isVariable } from '../shared/editor/variables';

RED.nodes.registerType('machine-board', {
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
    interval: numberProperty(BOARD_INTERVAL, 'form.interval'),
    plant: { value: '', type: 'plant', required: false },
    dayBegins: {
      value: '',
      validate(value, _options) {
        const isRight = isBlank(value) || isVariable(value) || minutesOf(String(value)) !== undefined;
        return isRight || this._('form.dayBeginsWrong');
      },
    },
  },
});
