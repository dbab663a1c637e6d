import { cyclesText, type PlantMachine, plantMachines } from '../../../lib/machine/plant';
import { plantCsv, readPlantTable } from '../../../lib/machine/plant-csv';
import type { Choice } from '../../shared/editor/choice-tree';
import { openChooser } from '../../shared/editor/chooser';
import type { EditorNode } from '../../shared/editor/editor-api';
import { Notice } from '../../shared/editor/notice';
import { choicesOf } from '../../shared/editor/picker';

const COLUMNS = ['id', 'name', 'path', 'account', 'machineId', 'lengthUnit', 'feedUnit', 'cycles'] as const;
type Column = (typeof COLUMNS)[number];
type Row = Record<Column, string>;

const WIDTHS: Readonly<Record<Column, string>> = {
  id: '13%',
  name: '15%',
  path: '18%',
  account: '13%',
  machineId: '14%',
  lengthUnit: '7%',
  feedUnit: '8%',
  cycles: '12%',
};
/** What accounts of a type list. */
const LISTS: Readonly<Record<string, string>> = {
  'mgm-account': 'machines',
  'bivrost-gateway': 'machines',
  'oms-server': 'devices',
  'quectel-account': 'devices',
};

/** The table of a plant's machines: typed in, pasted from a spreadsheet, read from a file, or from an account's list. */
export class PlantTable {
  private rows: Row[];
  private readonly body = $('<tbody>');
  private readonly search = $('<input type="text">').css({ width: '30%' });
  private readonly count = $('<span role="status" aria-live="polite">').css({ marginLeft: '8px' });
  private readonly notice = new Notice();

  constructor(
    box: JQuery,
    private readonly node: EditorNode,
    machines: readonly PlantMachine[],
  ) {
    this.rows = machines.map(rowOf);
    const scroll = $('<div>').css({ maxHeight: '420px', overflow: 'auto', margin: '6px 0' });
    const table = $('<table>').css({ width: '100%', minWidth: '760px', tableLayout: 'fixed' });
    box.append(this.toolbar(), this.notice.element.css({ marginLeft: '0', width: 'auto' }));
    box.append(scroll.append(table.append(this.head(), this.body)));
    table.on('paste', (event) => this.paste(event));
    this.draw();
  }

  machines(): PlantMachine[] {
    return plantMachines(this.rows);
  }

  private toolbar(): JQuery {
    const { _: translate } = this.node;
    const button = (key: string, icon: string, click: () => void): JQuery =>
      $('<button type="button" class="red-ui-button red-ui-button-small">')
        .css({ marginRight: '4px' })
        .append($(`<i class="fa ${icon}" aria-hidden="true">`), ' ', $('<span>').text(translate(key)))
        .on('click', click);
    const file = $('<input type="file" accept=".csv,.txt,text/csv">').hide();
    file.on('change', () => {
      const [chosen] = (file.get(0) as HTMLInputElement).files ?? [];
      void chosen?.text().then((text) => this.take(readPlantTable(text)));
      file.val('');
    });
    this.search.attr({ placeholder: translate('form.search'), 'aria-label': translate('form.search') });
    this.search.on('input', () => this.filter());
    const accounts = $('<select>').css({ width: 'auto', marginRight: '4px' });
    accounts.append($('<option>').val('').text(translate('form.fromAccount')));
    RED.nodes.eachConfig(({ id, type }) => {
      const account = RED.nodes.node(id);
      if (account && type in LISTS)
        accounts.append($('<option>').val(id).text(RED.utils.getNodeLabel(account)));
    });
    accounts.on('change', () => {
      this.chooseFrom(String(accounts.val()));
      accounts.val('');
    });
    return $('<div>').append(
      button('form.add', 'fa-plus', () => this.add()),
      accounts,
      button('form.read', 'fa-upload', () => file.trigger('click')),
      button('form.write', 'fa-download', () => this.save()),
      file,
      this.search,
      this.count,
    );
  }

  private head(): JQuery {
    const row = $('<tr>');
    for (const column of COLUMNS)
      row.append(
        $('<th>')
          .css({ width: WIDTHS[column], textAlign: 'left' })
          .text(this.node._(`form.columns.${column}`)),
      );
    return $('<thead>').append(row.append($('<th>').css('width', '28px')));
  }

  private draw(): void {
    this.body.empty().append(...this.rows.map((row) => this.line(row)));
    this.filter();
  }

  private line(row: Row): JQuery {
    const line = $('<tr>').data('row', row);
    for (const column of COLUMNS) {
      const input = $('<input type="text">').css({ width: '96%', boxSizing: 'border-box' }).val(row[column]);
      input.attr('aria-label', this.node._(`form.columns.${column}`));
      input.on('input', () => {
        row[column] = String(input.val());
        this.showCount();
      });
      line.append($('<td>').append(input));
    }
    const remove = $('<button type="button" class="red-ui-button red-ui-button-small">')
      .attr('aria-label', this.node._('form.remove'))
      .append('<i class="fa fa-remove" aria-hidden="true">')
      .on('click', () => {
        this.rows = this.rows.filter((each) => each !== row);
        line.remove();
        this.showCount();
      });
    return line.append($('<td>').append(remove));
  }

  private add(): void {
    const row = Object.fromEntries(COLUMNS.map((column) => [column, ''])) as Row;
    this.rows.push(row);
    this.search.val('');
    this.filter();
    const line = this.line(row);
    this.body.append(line);
    line.find('input').first().trigger('focus');
    this.showCount();
  }

  private filter(): void {
    const words = String(this.search.val()).toLowerCase().split(/\s+/).filter(Boolean);
    this.body.children().each((_index, line) => {
      const row = $(line).data('row') as Row;
      const text = Object.values(row).join('\n').toLowerCase();
      $(line).toggle(words.every((word) => text.includes(word)));
    });
    this.showCount();
  }

  private showCount(): void {
    const total = this.rows.length;
    const shown = this.body.children(':visible').length;
    const isAll = String(this.search.val()).trim() === '';
    this.count.text(this.node._('form.count', { number: isAll ? total : shown, total }));
  }

  /** A block of cells from a spreadsheet becomes rows; one cell goes into the field. */
  private paste(event: JQuery.TriggeredEvent): void {
    const text = (event.originalEvent as ClipboardEvent | undefined)?.clipboardData?.getData('text') ?? '';
    if (!/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    this.take(readPlantTable(text));
  }

  /** Rows with an id that is there take its place. */
  private take(machines: readonly PlantMachine[]): void {
    const { _: translate } = this.node;
    if (machines.length === 0) {
      this.notice.show('note', translate('form.nothingRead'));
      return;
    }
    const taken = new Map(machines.map((machine) => [machine.id, rowOf(machine)]));
    const replaced = this.rows.filter(({ id }) => taken.has(id)).length;
    const kept = this.rows.filter(({ id, machineId }) => `${id}${machineId}` !== '' && !taken.has(id));
    this.rows = [...kept, ...taken.values()];
    this.notice.show('good', translate('form.taken', { added: taken.size - replaced, replaced }));
    this.draw();
  }

  private save(): void {
    const url = URL.createObjectURL(
      new Blob([plantCsv(this.machines())], { type: 'text/csv;charset=utf-8' }),
    );
    const link = document.createElement('a');
    link.href = url;
    link.download = 'plant.csv';
    link.click();
    URL.revokeObjectURL(url);
  }

  private chooseFrom(accountId: string): void {
    const account = RED.nodes.node(accountId);
    if (!account) return;
    const { _: translate } = this.node;
    const name = account.name || account.id;
    let choices: readonly Choice[] = [];
    openChooser({
      title: translate('picker.title', { account: RED.utils.getNodeLabel(account) }),
      translate,
      multiple: true,
      chosen: [],
      load: async (signal) => {
        const answer = await choicesOf(accountId, LISTS[account.type] ?? '', signal);
        if (answer.ok) choices = answer.choices;
        return answer;
      },
      onDone: (values) => {
        const known = new Set(this.rows.map((row) => `${row.account}\n${row.machineId}`));
        const added = choices.filter(
          ({ value }) => values.includes(value) && !known.has(`${name}\n${value}`),
        );
        if (added.length > 0) this.take(added.map((choice) => this.fromChoice(choice, name)));
      },
    });
  }

  /** The machine's own id is the asset's, until somebody gives it another; one that is taken gets the account before it. */
  private fromChoice({ value, label, path = [] }: Choice, account: string): PlantMachine {
    const isTaken = this.rows.some(({ id }) => id === value);
    return {
      id: isTaken ? `${account}:${value}` : value,
      name: label,
      path,
      account,
      machineId: value,
      cycles: [],
    };
  }
}

function rowOf(machine: PlantMachine): Row {
  const { id, name, path, account, machineId, lengthUnit = '', feedUnit = '', cycles } = machine;
  return {
    id,
    name,
    path: path.join('/'),
    account,
    machineId,
    lengthUnit,
    feedUnit,
    cycles: cyclesText(cycles),
  };
}
