import { nodeLabel, nodeLabelStyle } from '../shared/editor/dialog';
import { versionProperty } from '../shared/editor/migrated-node';
import { accountProperty } from '../shared/editor/properties';

RED.nodes.registerType('mgm-get-organization', {
  category: 'shopfloor',
  color: '#A6BBCF',
  icon: 'mgm.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    account: accountProperty('mgm-account'),
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
});
