import { MOST_EXCEPTIONS } from '../../../lib/calendar/calendar-rules';
import { isDay } from '../../../lib/calendar/wall-time';
import type { Translate } from '../../shared/editor/editor-api';
import { dayName, daysBetween, WEEK, weekdayName } from './calendar-dates';
import { fieldOf, problemLine } from './calendar-marks';
import type { EditedDay, EditedShift } from './calendar-values';
import { button, type RowEvents, ShiftRows } from './shift-rows';

/** More days at once are a mistake in a year. */
const MOST_AT_ONCE = 366;

/** Days that differ: a line that adds some, and a row for each. */
export class CalendarDays {
  private readonly rows: ShiftRows;

  constructor(
    private readonly translate: Translate,
    private readonly events: RowEvents,
    /** What a day of the week has. */
    private readonly shiftsOn: (weekday: number) => EditedShift[],
  ) {
    this.rows = new ShiftRows(translate, events, false);
  }

  /** @param days what is added goes here */
  adder(days: EditedDay[]): JQuery {
    const { translate } = this;
    const date = () => $('<input type="date">').css({ width: '130px', margin: '0', boxSizing: 'border-box' });
    const first = date().attr('aria-label', translate('form.firstDay'));
    const last = date().attr('aria-label', translate('form.lastDay'));
    const name = $('<input type="text">').css({ width: '110px', margin: '0', boxSizing: 'border-box' });
    name.attr({ placeholder: translate('form.dayName'), 'aria-label': translate('form.dayName') });
    const kind = $('<select>')
      .css({ width: 'auto', margin: '0' })
      .attr('aria-label', translate('form.dayKind'));
    kind.append($('<option>').val('').text(translate('form.noWork')));
    kind.append(
      ...WEEK.map((day) =>
        $('<option>')
          .val(day)
          .text(translate('form.likeWeekday', { day: weekdayName(day) })),
      ),
    );
    const add = $('<button type="button" class="red-ui-button red-ui-button-small">')
      .append(
        $('<i class="fa fa-plus" aria-hidden="true">'),
        ' ',
        $('<span>').text(translate('form.addDays')),
      )
      .on('click', () => {
        const from = String(first.val());
        const to = String(last.val()) || from;
        const isRight = isDay(from) && from <= to;
        first.toggleClass('input-error', !isRight);
        if (!isRight) return;
        const weekday = Number(kind.val());
        const shifts = () => (weekday === 0 ? [] : this.shiftsOn(weekday));
        this.take(days, daysBetween(from, to, MOST_AT_ONCE), String(name.val()).trim(), shifts);
        for (const field of [first, last, name]) field.val('');
      });
    first.on('change', () => {
      if (String(last.val()) < String(first.val())) last.val(String(first.val()));
    });
    return $('<div>')
      .css({ display: 'flex', flexWrap: 'wrap', gap: '6px', alignItems: 'center', marginBottom: '4px' })
      .append(first, '–', last, name, kind, add);
  }

  draw(days: EditedDay[]): JQuery[] {
    return days.map((day, index) => this.row(days, day, `exceptions.${index}`));
  }

  /** Days that are there already become the new ones. */
  private take(days: EditedDay[], dates: readonly string[], name: string, shifts: () => EditedShift[]): void {
    const others = days.filter(({ date }) => !dates.includes(date));
    const added = dates.map((date) => ({ date, name, shifts: shifts() }));
    const all = [...others, ...added].sort((one, other) => one.date.localeCompare(other.date));
    days.splice(0, days.length, ...all.slice(0, MOST_EXCEPTIONS));
    this.events.restructured();
  }

  private row(days: EditedDay[], day: EditedDay, field: string): JQuery {
    const { translate } = this;
    const isDate = isDay(day.date);
    const date = fieldOf($('<b>').css({ minWidth: '96px' }), `${field}.date`);
    const head = $('<div>').css({ display: 'flex', gap: '6px', alignItems: 'center', flexWrap: 'wrap' });
    head.append(date.text(isDate ? dayName(day.date) : day.date).attr('title', day.date));
    head.append($('<span>').text(day.name));
    if (day.shifts.length === 0) head.append($('<i>').text(translate('form.noWork')));
    const addShift = button('fa-plus', translate('form.addShift'), () => {
      day.shifts.push({ name: '', days: [], start: '', end: '', breaks: [] });
      this.events.restructured();
    });
    const remove = button('fa-remove', translate('form.removeDay'), () => {
      days.splice(days.indexOf(day), 1);
      this.events.restructured();
    });
    head.append(addShift.css('marginLeft', 'auto'), remove);
    const row = $('<div role="group">').attr('aria-label', day.date).css({ padding: '4px 0' });
    return row.append(head, ...this.rows.draw(day.shifts, `${field}.shifts`), problemLine(`${field}.date`));
  }
}
