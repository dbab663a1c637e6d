import { plantProblems, plantRows } from '../../lib/machine/plant-rows';
import { versionProperty } from '../shared/editor/migrated-node';
import { problemWords } from './editor/plant-problem-words';
import { PlantTable } from './editor/plant-table';
import { isZoneEntry, listZones } from './editor/zone-field';

/** The table of the open dialog; there is one at a time. */
let table: PlantTable | undefined;

RED.nodes.registerType('plant', {
  category: 'config',
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    zone: {
      value: '',
      validate(value, _options) {
        return isZoneEntry(value) || this._('form.zoneUnknown');
      },
    },
    calendar: { value: '', type: 'shift-calendar', required: false },
    machines: {
      value: [],
      validate(value, _options) {
        const [problem] = plantProblems(plantRows(value));
        return problem === undefined || problemWords(problem, (key, values) => this._(key, values));
      },
    },
  },
  paletteLabel() {
    return this._('node.palette');
  },
  label() {
    return this.name || this._('node.palette');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  oneditprepare() {
    listZones($('#node-config-input-zones'));
    table = new PlantTable($('#node-config-input-machines-table'), this, this['machines']);
  },
  oneditsave() {
    if (table) Object.assign(this, { machines: table.machines() });
  },
});
