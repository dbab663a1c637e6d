import type { CalendarProblem } from '../../../lib/calendar/calendar-rules';
import type { Translate } from '../../shared/editor/editor-api';

const FIELD = 'data-calendar-field';
const ROW = 'data-calendar-row';

/** Names an input by where its value is in the calendar, such as `shifts.0.start`. */
export function fieldOf(input: JQuery, field: string): JQuery {
  return input.attr(FIELD, field);
}

/** A line for what is wrong with a row and all that is in it; screen readers read it out. */
export function problemLine(field: string): JQuery {
  return $('<div role="alert">')
    .attr(ROW, field)
    .css({ color: 'var(--red-ui-text-color-error)', fontSize: '12px', flexBasis: '100%' });
}

/** Says at each field, in words, what is wrong with it. */
export function markProblems(box: JQuery, problems: readonly CalendarProblem[], translate: Translate): void {
  const words = new Map(problems.map(({ field, reason }) => [field, translate(`problem.${reason}`)]));
  box.find(`[${FIELD}]`).each((_index, element) => {
    const problem = words.get($(element).attr(FIELD) ?? '');
    $(element)
      .toggleClass('input-error', problem !== undefined)
      .attr({ title: problem ?? '', 'aria-invalid': String(problem !== undefined) });
  });
  box.find(`[${ROW}]`).each((_index, element) => {
    const row = $(element).attr(ROW) ?? '';
    const ofRow = [...words].filter(([field]) => field === row || field.startsWith(`${row}.`));
    const shown = [...new Set(ofRow.map(([, text]) => text))].join(' · ');
    if ($(element).text() !== shown) $(element).text(shown);
  });
}
