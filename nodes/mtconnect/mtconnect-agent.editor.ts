import { isAgentPath } from '../../lib/mtconnect/agent-path';
import { AllowedOrigins } from '../../lib/mtconnect/allowed-origins';
import { BUFFER, PORT } from '../../lib/mtconnect/limits';
import { versionProperty } from '../shared/editor/migrated-node';
import { inputText, nodeTexts } from '../shared/editor/node-texts';
import { numberProperty } from '../shared/editor/properties';
import { isBlank, isVariable } from '../shared/editor/variables';

RED.nodes.registerType('mtconnect-agent', {
  ...nodeTexts,
  ...inputText,
  category: 'shopfloor',
  color: '#C7E9C0',
  icon: 'mtconnect.svg',
  inputs: 1,
  outputs: 0,
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    path: {
      value: '/mtconnect',
      validate(value, _options) {
        const isRight = isBlank(value) || isVariable(value) || isAgentPath(String(value).trim());
        return isRight || this._('form.pathWrong');
      },
    },
    port: { ...numberProperty(PORT, 'form.port'), value: '' },
    buffer: numberProperty(BUFFER, 'form.buffer'),
    plant: { value: '', type: 'plant', required: false },
    origins: {
      value: '',
      validate(value, _options) {
        const isRight =
          isBlank(value) || isVariable(value) || AllowedOrigins.wrongIn(String(value)) === undefined;
        return isRight || this._('form.originsWrong');
      },
    },
  },
});
