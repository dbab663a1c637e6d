import { readCalendar } from '../../lib/calendar/calendar-rules';
import { localZone } from '../../lib/calendar/wall-time';
import { versionProperty } from '../shared/editor/migrated-node';
import { CalendarTable } from './editor/calendar-table';
import { isZoneEntry, listZones } from './editor/zone-field';

/** The table of the open dialog; there is one at a time. */
let table: CalendarTable | undefined;

RED.nodes.registerType('shift-calendar', {
  category: 'config',
  icon: 'machine.svg',
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    zone: {
      value: localZone(),
      validate(value, _options) {
        return isZoneEntry(value) || this._('problem.zoneUnknown');
      },
    },
    shifts: {
      value: [],
      validate(value, _options) {
        const [problem] = readCalendar({ shifts: value }).problems;
        return problem === undefined || this._(`problem.${problem.reason}`);
      },
    },
    exceptions: {
      value: [],
      validate(value, _options) {
        const [problem] = readCalendar({ exceptions: value }).problems;
        return problem === undefined || this._(`problem.${problem.reason}`);
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
    table = new CalendarTable($('#node-config-input-shifts-table'), $('#node-config-input-zone'), this);
  },
  oneditsave() {
    if (table) Object.assign(this, table.values());
  },
});
