import { idListChecks } from '../shared/editor/checks';
import { nodeLabel, nodeLabelStyle } from '../shared/editor/dialog';
import { versionProperty } from '../shared/editor/migrated-node';
import { pickerButton } from '../shared/editor/picker';
import { accountProperty, kindProperty, typedProperty } from '../shared/editor/properties';
import { listInput } from '../shared/editor/typed-inputs';

RED.nodes.registerType('mgm-sys-info', {
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
  },
  paletteLabel() {
    return this._('node.palette');
  },
  label() {
    return nodeLabel(this);
  },
  labelStyle() {
    return nodeLabelStyle(this);
  },
  inputLabels() {
    return this._('node.input');
  },
  outputLabels() {
    return this._('node.output');
  },
  oneditprepare() {
    listInput('machines');
    pickerButton(this, 'machines', { list: 'machines', multiple: true });
  },
});
