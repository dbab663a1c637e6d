import { completedTime } from '../../../lib/calendar/time-of-day';
import type { Translate } from '../../shared/editor/editor-api';
import { WEEK, weekdayName } from './calendar-dates';
import { fieldOf, problemLine } from './calendar-marks';
import type { EditedBreak, EditedShift } from './calendar-values';

/** What the rows of a calendar tell the table that they are in. */
export interface RowEvents {
  /** A value is another. */
  changed(): void;
  /** There are more rows or fewer: they have to be drawn anew. */
  restructured(): void;
}

/** The rows of shifts: of every week with their weekdays, or of one day without. */
export class ShiftRows {
  constructor(
    private readonly translate: Translate,
    private readonly events: RowEvents,
    private readonly hasDays: boolean,
  ) {}

  /** @param field where the shifts are in the calendar, such as `exceptions.3.shifts` */
  draw(shifts: EditedShift[], field: string): JQuery[] {
    return shifts.map((shift, index) => this.row(shifts, shift, `${field}.${index}`));
  }

  private row(shifts: EditedShift[], shift: EditedShift, field: string): JQuery {
    const { translate } = this;
    const row = $('<div role="group">').css({
      ...{ display: 'flex', flexWrap: 'wrap', gap: '6px', alignItems: 'center', padding: '6px 0' },
      borderBottom: '1px solid var(--red-ui-secondary-border-color)',
    });
    row.attr('aria-label', shift.name || translate('form.shift'));
    const name = this.input(shift, 'name', `${field}.name`, '96px');
    const remove = button('fa-remove', translate('form.removeShift'), () => this.remove(shifts, shift));
    row.append(name, ...(this.hasDays ? [this.weekdays(shift, `${field}.days`)] : []));
    row.append(this.time(shift, 'start', `${field}.start`), '–', this.time(shift, 'end', `${field}.end`));
    row.append(...shift.breaks.map((pause, index) => this.pause(shift, pause, `${field}.breaks.${index}`)));
    const more = button('fa-coffee', translate('form.addBreak'), () => {
      shift.breaks.push({ start: '', minutes: '30' });
      this.events.restructured();
    });
    return row.append(more, remove.css('marginLeft', 'auto'), problemLine(field));
  }

  private weekdays(shift: EditedShift, field: string): JQuery {
    const group = $('<span role="group">').css({ display: 'inline-flex' });
    fieldOf(group, field).attr('aria-label', this.translate('form.days'));
    for (const day of WEEK) {
      const toggle = $('<button type="button" class="red-ui-button red-ui-button-small toggle">')
        .css({ minWidth: '34px', padding: '0 3px' })
        .text(weekdayName(day));
      const show = () => {
        const isOn = shift.days.includes(day);
        toggle.toggleClass('selected', isOn).attr('aria-pressed', String(isOn));
      };
      toggle.on('click', () => {
        const isOn = shift.days.includes(day);
        shift.days = isOn ? shift.days.filter((each) => each !== day) : [...shift.days, day];
        show();
        this.events.changed();
      });
      show();
      group.append(toggle);
    }
    return group;
  }

  private pause(shift: EditedShift, pause: EditedBreak, field: string): JQuery {
    const { translate } = this;
    const group = $('<span>').css({ display: 'inline-flex', gap: '3px', alignItems: 'center' });
    const minutes = this.input(pause, 'minutes', `${field}.minutes`, '44px').attr('inputmode', 'numeric');
    const remove = button('fa-times', translate('form.removeBreak'), () => {
      shift.breaks = shift.breaks.filter((each) => each !== pause);
      this.events.restructured();
    });
    const unit = $('<span>').text(translate('form.minutesUnit'));
    const icon = $('<i class="fa fa-coffee" aria-hidden="true">').attr('title', translate('form.break'));
    const start = this.time(pause, 'start', `${field}.start`).attr(
      'aria-label',
      translate('form.breakStart'),
    );
    return group.append(icon, start, minutes, unit, remove);
  }

  /** Whole hours and times without a colon are completed when the field is left. */
  private time<Key extends 'start' | 'end'>(values: Record<Key, string>, key: Key, field: string): JQuery {
    const input = this.input(values, key, field, '58px');
    input.attr({ inputmode: 'numeric', placeholder: key === 'start' ? '06:00' : '14:00' });
    return input.on('change', () => {
      values[key] = completedTime(String(input.val()));
      input.val(values[key]);
      this.events.changed();
    });
  }

  private input<Key extends 'name' | 'start' | 'end' | 'minutes'>(
    values: Record<Key, string>,
    key: Key,
    field: string,
    width: string,
  ): JQuery {
    const label = this.translate(`form.${key}`);
    const input = $('<input type="text">')
      .css({ width, boxSizing: 'border-box', margin: '0' })
      .attr({ 'aria-label': label, placeholder: label })
      .val(values[key]);
    input.on('input', () => {
      values[key] = String(input.val());
      this.events.changed();
    });
    return fieldOf(input, field);
  }

  private remove(shifts: EditedShift[], shift: EditedShift): void {
    shifts.splice(shifts.indexOf(shift), 1);
    this.events.restructured();
  }
}

/** A button that is an icon alone, with a name for screen readers and the mouse. */
export function button(icon: string, label: string, click: () => void): JQuery {
  return $('<button type="button" class="red-ui-button red-ui-button-small">')
    .attr({ 'aria-label': label, title: label })
    .append($('<i aria-hidden="true">').addClass(`fa ${icon}`))
    .on('click', click);
}
