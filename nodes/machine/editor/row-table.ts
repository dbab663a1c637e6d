import { STATE_FIELDS, stateField } from '../../../lib/machine/state-fields';
import type { Translate } from '../../shared/editor/editor-api';
import { type MapRow, mapRows, mapText, readMapText } from '../map-row';

const TYPES = ['msg', 'jsonata', 'str', 'num', 'bool', 'json', 'flow', 'global', 'env'] as const;

/** How wide each input is at least and how it grows: two lines where the dialog is narrow, so that none is cut. */
const ROOM = ['2 1 160px', '3 1 220px', '3 1 220px', '1 1 80px'];

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
    const input = (name: string) =>
      $('<input type="text">')
        .css({ width: '100%', boxSizing: 'border-box', margin: 0 })
        .attr({ 'aria-label': this.translate(`form.${name}`), placeholder: this.translate(`form.${name}`) });
    const field = input('field')
      .attr('list', fields)
      .val(row.field ?? '');
    const value = input('value').val(row.value ?? '');
    const map = input('map').val(mapText(row.map));
    const factor = input('factor').val(row.factor ?? '');
    container.css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px', minHeight: '40px' });
    for (const [index, each] of [field, value, map, factor].entries())
      container.append(
        $('<div>')
          .css({ flex: ROOM[index] ?? '', minWidth: 0 })
          .append(each),
      );
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
