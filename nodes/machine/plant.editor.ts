import { plantMachines } from '../../lib/machine/plant';
import { versionProperty } from '../shared/editor/migrated-node';
import { isBlank, isVariable } from '../shared/editor/variables';
import { PlantTable } from './editor/plant-table';

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
        return isBlank(value) || isVariable(value) || isZone(String(value)) || this._('form.zoneUnknown');
      },
    },
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
    const zones =
      (Intl as { supportedValuesOf?: (key: string) => string[] }).supportedValuesOf?.('timeZone') ?? [];
    $('#node-config-input-zones').append(...zones.map((zone) => $('<option>').val(zone)));
    table = new PlantTable($('#node-config-input-machines-table'), this, plantMachines(this['machines']));
  },
  oneditsave() {
    if (table) Object.assign(this, { machines: table.machines() });
  },
});

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone.trim() }) !== undefined;
  } catch {
    return false;
  }
}
