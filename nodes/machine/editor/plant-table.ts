import { MOST_PLANT_MACHINES, plantMachines } from '../../../lib/machine/plant';
import { plantCsv, readPlantTable, textOfTable } from '../../../lib/machine/plant-csv';
import {
  PLANT_COLUMNS,
  type PlantColumn,
  type PlantRow,
  plantProblems,
  plantRow,
  plantRows,
  rowId,
  savedRows,
} from '../../../lib/machine/plant-rows';
import type { Choice } from '../../shared/editor/choice-tree';
import { openChooser } from '../../shared/editor/chooser';
import { isChinese } from '../../shared/editor/dialog';
import type { EditorNode } from '../../shared/editor/editor-api';
import { Notice } from '../../shared/editor/notice';
import { choicesOf } from '../../shared/editor/picker';
import { strangers } from './plant-accounts';
import { problemWords } from './plant-problem-words';

const WIDTHS: Readonly<Record<PlantColumn, string>> = {
  id: '13%',
  name: '15%',
  path: '18%',
  account: '13%',
  machineId: '14%',
  feedUnit: '8%',
  lengthUnit: '7%',
  cycles: '12%',
};
/** What accounts of a type list. */
const LISTS: Readonly<Record<string, string>> = {
  'mgm-account': 'machines',
  'bivrost-gateway': 'machines',
  'oms-server': 'devices',
  'quectel-account': 'devices',
};

/** More names than these do not fit into a line. */
const MOST_NAMES = 5;

/** Bytes; UTF-16 has two for each character. */
const LARGEST_FILE = 4_000_000;

/** The table of a plant's machines: typed in, pasted from a spreadsheet, read from a file, or from an account's list. */
export class PlantTable {
  private rows: PlantRow[];
  private readonly body = $('<tbody>');
  private readonly search = $('<input type="text">').css({ width: '30%' });
  private readonly count = $('<span role="status" aria-live="polite">').css({ marginLeft: '8px' });
  /** How the last rows that came from elsewhere were taken. */
  private readonly notice = new Notice();
  /** What is to be mended in the rows. */
  private readonly problems = new Notice();

  constructor(
    box: JQuery,
    private readonly node: EditorNode,
    saved: unknown,
  ) {
    this.rows = plantRows(saved);
    const scroll = $('<div>').css({ maxHeight: '420px', overflow: 'auto', margin: '6px 0' });
    const table = $('<table>').css({ width: '100%', minWidth: '760px', tableLayout: 'fixed' });
    const notices = [this.notice, this.problems].map(({ element }) =>
      element.css({ marginLeft: '0', width: 'auto' }),
    );
    box.append(this.toolbar(), ...notices);
    box.append(scroll.append(table.append(this.head(), this.body)));
    box.on('paste', (event) => this.paste(event));
    table.on('change', () => this.check());
    this.draw();
  }

  /** What the node keeps of the table. */
  machines(): object[] {
    return savedRows(this.rows);
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
      if (chosen && chosen.size > LARGEST_FILE) this.notice.show('bad', this.node._('form.tooLarge'));
      else
        void chosen
          ?.arrayBuffer()
          .then((bytes) => this.read(textOfTable(new Uint8Array(bytes), excelEncoding())));
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
    for (const column of PLANT_COLUMNS)
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
    this.check();
  }

  /** Marks what is to be mended, and says it in words. */
  private check(): void {
    const { _: translate } = this.node;
    const problems = plantProblems(this.rows);
    this.body.find('.input-error').removeClass('input-error').removeAttr('title');
    const lines = this.body.children();
    for (const problem of problems) {
      const field = lines.eq(problem.row).find('input').eq(PLANT_COLUMNS.indexOf(problem.column));
      field.addClass('input-error').attr('title', problemWords(problem, translate));
    }
    const [first] = problems;
    const unknown = strangers(this.rows);
    if (first) {
      const others = new Set(problems.map(({ row }) => row)).size - 1;
      const more = others > 0 ? translate('problems.others', { number: others }) : '';
      this.problems.show('bad', problemWords(first, translate), more);
    } else if (unknown.length > 0) {
      const names = unknown.slice(0, MOST_NAMES).join(', ');
      this.problems.show('note', translate('problems.accounts', { names }));
    } else this.problems.clear();
  }

  private line(row: PlantRow): JQuery {
    const line = $('<tr>').data('row', row);
    for (const column of PLANT_COLUMNS) {
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
        this.check();
      });
    return line.append($('<td>').append(remove));
  }

  private add(): void {
    const row = plantRow(() => '');
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
      const row = $(line).data('row') as PlantRow;
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
    this.read(text);
  }

  private read(text: string): void {
    const { rows, leftOut, isTooLarge } = readPlantTable(text);
    if (isTooLarge) this.notice.show('bad', this.node._('form.tooLarge'));
    else this.take(rows, leftOut);
  }

  /** Rows with an id that is there take its place. */
  private take(taken: readonly PlantRow[], leftOut: readonly string[] = []): void {
    const { _: translate } = this.node;
    const left = leftOut.length > 0 ? translate('form.leftOut', { columns: leftOut.join(', ') }) : '';
    if (!taken.some((row) => rowId(row) !== '')) {
      this.notice.show('note', translate('form.nothingRead'), left);
      return;
    }
    const ids = new Set(taken.map(rowId));
    const before = new Set(this.rows.map(rowId));
    const replaced = [...ids].filter((id) => id !== '' && before.has(id)).length;
    const kept = this.rows.filter((row) => rowId(row) !== '' && !ids.has(rowId(row)));
    if (kept.length + taken.length > MOST_PLANT_MACHINES) {
      this.notice.show('bad', translate('form.tooLarge'));
      return;
    }
    this.rows = [...kept, ...taken];
    const words = translate('form.taken', { added: taken.length - replaced, replaced });
    this.notice.show(left === '' ? 'good' : 'note', words, left);
    this.draw();
  }

  private save(): void {
    const url = URL.createObjectURL(
      new Blob([plantCsv(plantMachines(this.rows))], { type: 'text/csv;charset=utf-8' }),
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
  private fromChoice({ value, label, path = [] }: Choice, account: string): PlantRow {
    const isTaken = this.rows.some((row) => rowId(row) === value);
    const known = { id: isTaken ? `${account}:${value}` : value, name: label, path: path.join('/') };
    return { ...plantRow(() => ''), ...known, account, machineId: value };
  }
}

/** How Excel writes CSV where the editor's language is spoken. */
function excelEncoding(): 'gb18030' | 'windows-1252' {
  return isChinese() ? 'gb18030' : 'windows-1252';
}
