import { STALE } from '../../lib/machine/limits';
import { AGENT_INTERVAL } from '../../lib/mtconnect-client/limits';
import { WEB_ADDRESS } from '../../lib/settings/address';
import { TIMEOUT } from '../../lib/settings/number-limits';
import { addressCheck, idListChecks } from '../shared/editor/checks';
import { versionProperty } from '../shared/editor/migrated-node';
import { nodeTexts, outputText } from '../shared/editor/node-texts';
import { kindProperty, numberProperty, typedProperty } from '../shared/editor/properties';
import { listAtStartInput } from '../shared/editor/typed-inputs';
import { isVariable, keepVariable } from '../shared/editor/variables';

RED.nodes.registerType('mtconnect-in', {
  ...nodeTexts,
  ...outputText,
  category: 'shopfloor',
  color: '#C7E9C0',
  icon: 'mtconnect.svg',
  inputs: 0,
  outputs: 1,
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    url: {
      value: '',
      validate(value, _options) {
        return isVariable(value) || addressCheck(String(value ?? ''), WEB_ADDRESS, this._);
      },
    },
    devices: typedProperty('devices', idListChecks),
    devicesType: kindProperty(),
    output: { value: 'machine' },
    interval: numberProperty(AGENT_INTERVAL, 'form.interval'),
    stale: numberProperty(STALE, 'form.stale'),
    plant: { value: '', type: 'plant', required: false },
    timeout: numberProperty(TIMEOUT, 'account.timeout'),
    tls: { value: '', type: 'tls-config', required: false },
    proxy: { value: '', type: 'http proxy', required: false },
  },
  oneditprepare() {
    listAtStartInput('devices');
    const output = $('#node-input-output');
    keepVariable('#node-input-output', this['output']);
    output.on('change', () =>
      $('#node-input-stale-row, #node-input-plant-row').toggle(output.val() === 'machine'),
    );
    output.trigger('change');
  },
});
