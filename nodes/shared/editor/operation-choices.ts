import type { Choice } from './choice-tree';
import type { Translate } from './editor-api';
import { lookOf } from './operation-details';
import { knownOperations, type Operation, titleOf } from './operation-rows';
import { small } from './parameter-fields';

const MOST_COMPLETIONS = 12;

/** An operation as it is offered in the list, in its group, with the mark of how much care it needs. */
export function operationChoice(row: Operation, translate: Translate): Choice {
  const key = `groups.${row.group}`;
  const group = translate(key);
  const { icon: name, color } = lookOf(row);
  return {
    value: row.operation,
    label: titleOf(row),
    path: [group === key ? row.group : group],
    icon: { name, color },
  };
}

/** Operations whose name or title holds what was typed; none once it is the name of one. */
export function completions(type: string, typed: string): { value: string; label: JQuery }[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = knownOperations(type) ?? [];
  if (rows.some(({ operation }) => operation === typed)) return [];
  const found = rows.filter(({ operation, titleEn, titleZh }) => {
    const text = `${operation} ${titleEn} ${titleZh}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return found.slice(0, MOST_COMPLETIONS).map((row) => {
    const title = small($('<div>').text(titleOf(row)));
    const label = $('<div>').css({ whiteSpace: 'normal', lineHeight: '1.4' });
    return { value: row.operation, label: label.append($('<div>').text(row.operation), title) };
  });
}
