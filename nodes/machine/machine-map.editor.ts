import { MAP_STALE } from '../../lib/machine/limits';
import { stateField } from '../../lib/machine/state-fields';
import { versionProperty } from '../shared/editor/migrated-node';
import { inputText, nodeTexts, outputText } from '../shared/editor/node-texts';
import { kindProperty, numberProperty, typedProperty } from '../shared/editor/properties';
import { isBlank, isVariable } from '../shared/editor/variables';
import { MapPreviewBox } from './editor/map-preview-box';
import { RowTable } from './editor/row-table';
import { mapRows } from './map-row';
import { MAP_TEMPLATES } from './map-templates';

/** What belongs to the open dialog; there is one at a time. */
let open: { table: RowTable; preview: MapPreviewBox } | undefined;

RED.nodes.registerType('machine-map', {
  ...nodeTexts,
  ...inputText,
  ...outputText,
  category: 'shopfloor',
  color: '#C7E9C0',
  icon: 'machine.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    version: versionProperty(),
    platform: { value: '' },
    source: { value: '' },
    list: typedProperty('list'),
    listType: kindProperty('msg'),
    machineId: {
      value: 'payload.machineId',
      validate(value, _options) {
        return !isBlank(value) || this._('form.machineIdMissing');
      },
    },
    machineIdType: kindProperty('msg'),
    rows: {
      value: [],
      validate(value, _options) {
        const wrong = mapRows(value).find(({ field }) => !isVariable(field) && !stateField(field));
        return wrong === undefined || this._('form.fieldUnknown', { field: wrong.field });
      },
    },
    stale: numberProperty(MAP_STALE, 'form.stale'),
    plant: { value: '', type: 'plant', required: false },
  },
  oneditprepare() {
    const types = ['msg', 'jsonata', 'str', 'flow', 'global', 'env'];
    for (const property of ['list', 'machineId']) {
      const field = `#node-input-${property}`;
      $(field).typedInput({ default: 'msg', types, typeField: `${field}Type` });
    }
    const table = new RowTable($('#node-input-rows-container'), $('#node-input-fields'), this._, () =>
      preview?.refresh(),
    );
    const preview: MapPreviewBox | undefined = new MapPreviewBox(
      $('#node-input-preview'),
      this._,
      this.id,
      () => ({
        machineId: $('#node-input-machineId').typedInput('value'),
        machineIdType: $('#node-input-machineId').typedInput('type'),
        list: $('#node-input-list').typedInput('value'),
        listType: $('#node-input-list').typedInput('type'),
        rows: table.rows(),
      }),
    );
    table.show(this['rows']);
    $('#node-input-machineId, #node-input-list').on('change', () => preview.refresh());
    open = { table, preview };
    offerTemplates(this._, table, preview);
  },
  oneditsave() {
    if (open) Object.assign(this, { rows: open.table.rows() });
    open?.preview.close();
  },
  oneditcancel() {
    open?.preview.close();
  },
});

function offerTemplates(translate: (key: string) => string, table: RowTable, preview: MapPreviewBox): void {
  const select = $('#node-input-template');
  select.append($('<option>').val('').text(translate('form.templateNone')));
  for (const name of Object.keys(MAP_TEMPLATES))
    select.append(
      $('<option>')
        .val(name)
        .text(translate(`form.templates.${name}`)),
    );
  select.on('change', () => {
    const template = MAP_TEMPLATES[String(select.val())];
    if (!template) return;
    $('#node-input-platform').val(template.platform);
    const { list, listType = 'msg', machineId } = template;
    $('#node-input-list').typedInput('type', listType).typedInput('value', list);
    $('#node-input-machineId').typedInput('type', 'msg').typedInput('value', machineId);
    table.show(template.rows);
    preview.refresh(0);
  });
}
