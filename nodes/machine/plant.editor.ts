import { plantMachines } from '../../lib/machine/plant';
import { versionProperty } from '../shared/editor/migrated-node';
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
        const ids = plantMachines(value).map(({ id }) => id);
        const twice = ids.find((id, index) => ids.indexOf(id) !== index);
        return twice === undefined || this._('form.idTwice', { id: twice });
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
    table = new PlantTable($('#node-config-input-machines-table'), this, plantMachines(this['machines']));
  },
  oneditsave() {
    if (table) Object.assign(this, { machines: table.machines() });
  },
});
