import { OUTPUT_INTERVAL, STALE } from '../../lib/machine/limits';
import { idListChecks } from '../shared/editor/checks';
import { machinesLabel, namesProperty } from '../shared/editor/chosen-names';
import { nodeLabel } from '../shared/editor/dialog';
import { openMigrated, saveMigrated, versionProperty } from '../shared/editor/migrated-node';
import { inputText, nodeTexts } from '../shared/editor/node-texts';
import { pickerButton, saveNames } from '../shared/editor/picker';
import {
  accountProperty,
  kindProperty,
  numberProperty,
  outputsProperty,
  typedProperty,
} from '../shared/editor/properties';
import { listInput } from '../shared/editor/typed-inputs';
import { keepVariable } from '../shared/editor/variables';
import { migrations } from './mgm-realtime-in.migrations';

/** Outputs that have statuses beside their data. */
const WITH_STATUSES = ['changes', 'state'];

RED.nodes.registerType('mgm-realtime-in', {
  ...nodeTexts,
  ...inputText,
  category: 'shopfloor',
  color: '#A6BBCF',
  icon: 'mgm.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    version: versionProperty(migrations),
    account: accountProperty('mgm-account'),
    machines: typedProperty('machines', idListChecks),
    machinesType: kindProperty(),
    chosenNames: namesProperty(),
    output: { value: 'machine' },
    statusApart: { value: true },
    outputs: outputsProperty(),
    interval: numberProperty(OUTPUT_INTERVAL, 'form.interval'),
    stale: numberProperty(STALE, 'form.stale'),
    plant: { value: '', type: 'plant', required: false },
    page: { value: 'a' },
  },
  outputLabels(index) {
    return this._(index === 0 ? 'node.output' : 'node.status');
  },
  label() {
    return this.name || machinesLabel(this, 'machines', true) || nodeLabel(this);
  },
  oneditprepare() {
    const node = openMigrated(this, migrations);
    listInput('machines');
    pickerButton(this, 'machines', { list: 'machines', multiple: true, keepsNames: true });
    const output = $('#node-input-output');
    const apart = $('#node-input-statusApart');
    keepVariable('#node-input-output', node['output']);
    output.add(apart).on('change', () => {
      const kind = String(output.val());
      const hasStatuses = WITH_STATUSES.includes(kind);
      // Raw messages have no least interval.
      $('#node-input-interval-row').toggle(kind !== 'raw');
      $('#node-input-stale-row, #node-input-plant-row').toggle(kind === 'machine');
      $('#node-input-statusApart-row').toggle(hasStatuses);
      $('#node-input-outputs').val(hasStatuses && apart.prop('checked') ? 2 : 1);
    });
    output.trigger('change');
  },
  oneditsave() {
    saveMigrated(this, migrations);
    saveNames(this, 'machines', true);
  },
});
