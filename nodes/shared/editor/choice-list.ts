import { type Choice, type ChoiceRow, choiceTree, groupsAbove, leavesOf, searchFor } from './choice-tree';
import type { Translate } from './editor-api';

export interface ChoiceListOptions {
  choices: readonly Choice[];
  /** The platform has more than these. */
  isCut?: boolean;
  multiple: boolean;
  chosen: readonly string[];
  translate: Translate;
  /** Called when one was chosen for good, by a double click or the enter key. */
  confirm(): void;
}

/** A tree to choose from with a field to search in it, for a box of a fixed height. */
export class ChoiceList {
  readonly element = $('<div>').css({ display: 'flex', flexDirection: 'column', height: '100%' });
  private readonly tree = $('<div>').css({ flex: '1 1 auto', position: 'relative', minHeight: '120px' });
  private readonly summary = $('<div role="status" aria-live="polite">').css({ paddingTop: '8px' });
  private readonly rows: ChoiceRow[];
  private readonly leaves: ChoiceRow[];
  private single: ChoiceRow | undefined;

  constructor(private readonly options: ChoiceListOptions) {
    const { choices, isCut = false, multiple, chosen, translate } = options;
    this.rows = choiceTree([...unlisted(options), ...choices], multiple, new Set(chosen));
    this.leaves = leavesOf(this.rows);
    this.single = multiple ? undefined : this.leaves.find(({ selected }) => selected);
    const search = $('<input type="text">').attr('placeholder', translate('picker.search'));
    this.element.append(searchField(search));
    if (isCut) this.element.append(cutNote(translate('picker.cut', { number: choices.length })));
    this.element.append(this.tree, this.summary);
    this.showSummary();
    this.buildSearch(search);
  }

  /** The values that are chosen: those from before in their order, then the others in the tree's. */
  values(): string[] {
    if (!this.options.multiple) return this.single?.choice ? [this.single.choice.value] : [];
    const values = this.leaves.flatMap(({ selected, choice }) => (selected && choice ? [choice.value] : []));
    const before = this.options.chosen.filter((value) => values.includes(value));
    return [...new Set([...before, ...values])];
  }

  /** Draws the tree; the element must be in the page by then. */
  show(): void {
    const { tree, rows } = this;
    tree.treeList({ selectable: true, autoSelect: !this.options.multiple, data: rows });
    tree.on('treelistselect', (_event, row?: ChoiceRow) => this.onSelect(row));
    tree.on('treelistconfirm', (_event, row: ChoiceRow) => {
      this.single = row;
      this.options.confirm();
    });
    // Without a row to start from, the widget's keys do nothing or fail.
    tree.on('focus', () => {
      if (tree.find('.focus:visible').length > 0) return;
      tree.find('.focus').removeClass('focus');
      tree.find('.red-ui-treeList-label:visible').first().addClass('focus');
    });
    if (this.single) {
      tree.treeList('show', this.single);
      tree.treeList('select', this.single);
    }
    this.markPartlyTicked();
  }

  private buildSearch(search: JQuery): void {
    search.searchBox({
      delay: 100,
      change: () => {
        const matches = searchFor(String(search.val() ?? ''));
        this.tree.treeList('filter', matches);
        const found = matches ? this.leaves.filter(matches).length : this.leaves.length;
        search.searchBox('count', matches ? `${found} / ${this.leaves.length}` : '');
      },
    });
    search.on('keydown', (event) => {
      if (event.key === 'ArrowDown') this.tree.trigger('focus');
      if (event.key === 'Enter') this.takeOnlyMatch(String(search.val() ?? ''));
    });
  }

  private takeOnlyMatch(words: string): void {
    const matches = searchFor(words);
    const [row, ...others] = matches ? this.leaves.filter(matches) : [];
    if (!row || others.length > 0) return;
    if (this.options.multiple) tick(row, row.selected !== true);
    this.onSelect(row);
    if (!this.options.multiple) this.options.confirm();
  }

  private onSelect(row: ChoiceRow | undefined): void {
    if (!row) return;
    if (!this.options.multiple) {
      this.single = row.choice ? row : undefined;
    } else if (row.children) {
      for (const leaf of leavesOf(row.children)) tick(leaf, row.selected === true);
    }
    this.markPartlyTicked();
    this.showSummary();
  }

  /** Groups show whether all, some or none of what they hold is ticked. */
  private markPartlyTicked(): void {
    if (!this.options.multiple) return;
    const mark = (rows: readonly ChoiceRow[]): void => {
      for (const row of rows) {
        if (!row.children) continue;
        mark(row.children);
        const leaves = leavesOf(row.children);
        const ticked = leaves.filter(({ selected }) => selected).length;
        tick(row, ticked === leaves.length);
        row.treeList?.checkbox?.prop('indeterminate', ticked > 0 && ticked < leaves.length);
      }
    };
    mark(this.rows);
  }

  private showSummary(): void {
    const { multiple, translate } = this.options;
    const number = this.values().length;
    const total = this.leaves.length;
    if (multiple) this.summary.text(translate('picker.chosen', { number, total }));
    else this.summary.text(this.describeSingle());
  }

  private describeSingle(): string {
    const { single, rows, options } = this;
    if (!single) return options.translate('picker.noneChosen');
    return [...groupsAbove(single, rows).map(({ label }) => label), single.choice?.label].join(' › ');
  }
}

function cutNote(text: string): JQuery {
  return $('<div class="form-tips">').css({ maxWidth: 'none', marginBottom: '8px' }).text(text);
}

function searchField(search: JQuery): JQuery {
  const border = '1px solid var(--red-ui-form-input-border-color)';
  return $('<div>').css({ border, borderRadius: '4px', marginBottom: '8px' }).append(search);
}

/** What the field holds and the platform does not list stays, and can be seen and taken out. */
function unlisted({ choices, multiple, chosen, translate }: ChoiceListOptions): Choice[] {
  if (!multiple) return [];
  const listed = new Set(choices.map(({ value }) => value));
  const path = [translate('picker.unlisted')];
  return chosen.filter((value) => !listed.has(value)).map((value) => ({ value, label: value, path }));
}

/** Rows that are not drawn yet take their tick from `selected` when they are. */
function tick(row: ChoiceRow, isTicked: boolean): void {
  row.selected = isTicked;
  row.treeList?.checkbox?.prop('checked', isTicked);
  row.treeList?.label?.toggleClass('selected', isTicked);
}
