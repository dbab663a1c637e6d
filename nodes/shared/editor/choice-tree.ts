import type { TreeRow } from './editor-api';

/** One thing that may be chosen, as the routes `choices` answer it. */
export interface Choice {
  value: string;
  label: string;
  /** Names from the top of a tree down to where the choice is. */
  path?: readonly string[];
  icon?: { name: string; color: string };
}

/** A row for a choice, or for a group of them. */
export interface ChoiceRow extends TreeRow {
  /** Missing in groups. */
  choice?: Choice;
  /** All that a search looks at. */
  text: string;
  children?: this[];
}

/** Trees up to this many choices are shown unfolded. */
const MOST_UNFOLDED = 40;
/** Choices longer than this, name and value together, get a second line for the value. */
const LONGEST_LINE = 50;

/**
 * The choices as a tree along their paths, in their order.
 * @param chosen values that are ticked from the start; the groups that hold them are unfolded
 */
export function choiceTree(
  choices: readonly Choice[],
  multiple: boolean,
  chosen: ReadonlySet<string>,
): ChoiceRow[] {
  const top: ChoiceRow[] = [];
  const groups = new Map<string, ChoiceRow>();
  const isSmall = choices.length <= MOST_UNFOLDED;
  const needsTwoLines = choices.some(({ label, value }) => widthOf(label) + widthOf(value) > LONGEST_LINE);

  const rowsAt = (path: readonly string[]): ChoiceRow[] => {
    const name = path[path.length - 1];
    if (name === undefined) return top;
    const key = JSON.stringify(path);
    const known = groups.get(key);
    if (known) return known.children ?? [];
    const children: ChoiceRow[] = [];
    const group = {
      label: name,
      text: '',
      children,
      deferBuild: true,
      ...(multiple ? { checkbox: true } : {}),
    };
    groups.set(key, group);
    rowsAt(path.slice(0, -1)).push(group);
    return children;
  };

  for (const choice of choices) {
    const row = choiceRow(choice, multiple, chosen);
    rowsAt(choice.path ?? []).push(needsTwoLines ? inTwoLines(row, choice) : row);
  }
  for (const group of groups.values()) describeGroup(group, isSmall);
  return top;
}

/** All rows of choices at or below the given ones. */
export function leavesOf(rows: readonly ChoiceRow[]): ChoiceRow[] {
  return rows.flatMap((row) => (row.children ? leavesOf(row.children) : [row]));
}

/** The groups that hold a row, from the top. */
export function groupsAbove(row: ChoiceRow, rows: readonly ChoiceRow[]): ChoiceRow[] {
  const holder = rows.find(({ children }) => children && leavesOf(children).includes(row));
  return holder?.children ? [holder, ...groupsAbove(row, holder.children)] : [];
}

/** A test for rows that hold all words of what was searched for, in any order; null without any. */
export function searchFor(words: string): ((row: TreeRow) => boolean) | null {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return null;
  return (row) => wanted.every((word) => (row as ChoiceRow).text.includes(word));
}

function choiceRow(choice: Choice, multiple: boolean, chosen: ReadonlySet<string>): ChoiceRow {
  const { value, label, path = [], icon } = choice;
  const row: ChoiceRow = {
    label,
    choice,
    text: [...path, label, value].join('\n').toLowerCase(),
    ...(label === value ? {} : { sublabel: value }),
    ...(multiple ? { checkbox: true } : {}),
    selected: chosen.has(value),
  };
  if (icon) row.icon = $(`<i class="fa ${icon.name}">`).css('color', icon.color);
  return row;
}

/** In Latin characters; Chinese ones are twice as wide. */
function widthOf(text: string): number {
  return text.replace(/[\u2e80-\uffef]/g, '  ').length;
}

function inTwoLines({ label, sublabel = '', ...row }: ChoiceRow, { value }: Choice): ChoiceRow {
  const small = { fontSize: '0.85em', lineHeight: '1.2', color: 'var(--red-ui-list-item-secondary-color)' };
  const lines = $('<div>').css({ lineHeight: '1.25', padding: '2px 0 2px 6px', overflowWrap: 'anywhere' });
  lines.append($('<div>').text(label ?? value), $('<div>').css(small).text(sublabel));
  return { ...row, element: lines };
}

function describeGroup(group: ChoiceRow, isSmall: boolean): void {
  const leaves = leavesOf([group]);
  const ticked = leaves.filter(({ selected }) => selected).length;
  group.sublabel = `(${leaves.length})`;
  group.expanded = isSmall || ticked > 0;
  group.selected = ticked === leaves.length;
}
