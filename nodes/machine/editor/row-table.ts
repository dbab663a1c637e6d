import { STATE_FIELDS, stateField } from '../../../lib/machine/state-fields';
import type { Translate } from '../../shared/editor/editor-api';
import { type MapRow, mapRows, mapText, readMapText } from '../map-row';

const TYPES = ['msg', 'jsonata', 'str', 'num', 'bool', 'json', 'flow', 'global', 'env'] as const;

interface Inputs {
  field: JQuery;
  value: JQuery;
  map: JQuery;
  factor: JQuery;
}

/** The table of a dialog: a row for each field of a machine's state that messages say something of. */
export class RowTable {
  private readonly inputs = new WeakMap<object, Inputs>();

  /** @param changed called whenever something in the table is another than before */
  constructor(
    private readonly list: JQuery,
    fields: JQuery,
    private readonly translate: Translate,
    private readonly changed: () => void,
  ) {
    fields.append(...STATE_FIELDS.map((field) => $('<option>').val(field)));
    list.editableList<MapRow>({
      height: 'auto',
      sortable: true,
      removable: true,
      addItem: (container, _index, row) => this.draw(container, row, String(fields.attr('id'))),
      removeItem: () => changed(),
      sortItems: () => changed(),
    });
  }

  show(rows: unknown): void {
    this.list.editableList('empty');
    for (const row of mapRows(rows)) this.list.editableList('addItem', row);
  }

  /** What is filled in; a row without a field is none. */
  rows(): MapRow[] {
    const rows = this.list
      .editableList('items')
      .toArray()
      .flatMap((item) => {
        const inputs = this.inputs.get($(item).data('data') as object);
        if (!inputs) return [];
        const { field, value, map, factor } = inputs;
        return [
          {
            field: String(field.val()),
            value: value.typedInput('value'),
            valueType: value.typedInput('type'),
            map: readMapText(String(map.val())),
            factor: factor.val(),
          },
        ];
      });
    return mapRows(rows);
  }

  private draw(container: JQuery, row: Partial<MapRow>, fields: string): void {
    const input = (name: string, width: string) =>
      $('<input type="text">')
        .css({ width, marginRight: '4px' })
        .attr({ 'aria-label': this.translate(`form.${name}`), placeholder: this.translate(`form.${name}`) });
    const field = input('field', '26%')
      .attr('list', fields)
      .val(row.field ?? '');
    const value = input('value', '36%').val(row.value ?? '');
    const map = input('map', '22%').val(mapText(row.map));
    const factor = input('factor', '10%')
      .css('marginRight', '0')
      .val(row.factor ?? '');
    container
      .css({ display: 'flex', alignItems: 'center', minHeight: '40px' })
      .append(field, value, map, factor);
    value.typedInput({ default: row.valueType ?? 'msg', types: TYPES });
    this.inputs.set(row, { field, value, map, factor });
    const check = (): void => {
      const name = String(field.val());
      field.toggleClass('input-error', name !== '' && !stateField(name));
      map.toggleClass('input-error', readMapText(String(map.val())) === undefined);
      this.changed();
    };
    for (const each of [field, value, map, factor]) each.on('change input', check);
  }
}
