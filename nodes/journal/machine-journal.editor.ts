import { SHORTEST } from '../../lib/journal/limits';
import { STALE } from '../../lib/machine/limits';
import { versionProperty } from '../shared/editor/migrated-node';
import { inputText, nodeTexts } from '../shared/editor/node-texts';
import { numberProperty } from '../shared/editor/properties';
import { journalStoreProperty } from './editor/journal-store-property';

RED.nodes.registerType('machine-journal', {
  ...nodeTexts,
  ...inputText,
  category: 'shopfloor',
  color: '#C7E9C0',
  icon: 'journal.svg',
  inputs: 1,
  outputs: 3,
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    store: journalStoreProperty(),
    stale: numberProperty(STALE, 'form.stale'),
    shortest: numberProperty(SHORTEST, 'form.shortest'),
    plant: { value: '', type: 'plant', required: false },
  },
  outputLabels(index) {
    return this._(['node.intervals', 'node.alarms', 'node.cycles'][index] ?? 'node.intervals');
  },
});
