import { readCalendar } from '../../../lib/calendar/calendar-rules';
import type { EditorNode, Translate } from '../../shared/editor/editor-api';
import { CalendarDays } from './calendar-days';
import { markProblems } from './calendar-marks';
import { CalendarPreview } from './calendar-preview';
import { CALENDAR_TEMPLATES, type CalendarTemplate, templateShifts } from './calendar-templates';
import {
  type EditedDay,
  type EditedShift,
  editedDays,
  editedShifts,
  savedDays,
  savedShifts,
} from './calendar-values';
import { ShiftRows } from './shift-rows';

/** Shifts, days that differ, and the week that comes of them, as one table of a dialog. */
export class CalendarTable {
  private readonly shifts: EditedShift[];
  private readonly days: EditedDay[];
  private readonly translate: Translate;
  private readonly weekly = $('<div>');
  private readonly exceptions = $('<div>').css({ maxHeight: '260px', overflow: 'auto' });
  private readonly rows: ShiftRows;
  private readonly calendarDays: CalendarDays;
  private readonly preview: CalendarPreview;

  /** @param zone the field of the calendar's zone */
  constructor(
    private readonly box: JQuery,
    private readonly zone: JQuery,
    node: EditorNode,
  ) {
    this.translate = node._;
    this.shifts = editedShifts(node['shifts']);
    this.days = editedDays(node['exceptions']);
    const events = { changed: () => this.check(), restructured: () => this.draw() };
    this.rows = new ShiftRows(this.translate, events, true);
    this.calendarDays = new CalendarDays(this.translate, events, (weekday) => this.shiftsOn(weekday));
    this.preview = new CalendarPreview(this.translate);
    const heading = (key: string) => $('<h4>').css({ margin: '14px 0 4px' }).text(this.translate(key));
    box.append(heading('form.shifts'), this.toolbar(), this.weekly);
    box.append(heading('form.exceptions'), this.calendarDays.adder(this.days), this.exceptions);
    box.append(heading('form.preview'), this.preview.element);
    zone.on('input change', () => this.check());
    this.draw();
  }

  values(): { shifts: object[]; exceptions: object[] } {
    return { shifts: savedShifts(this.shifts), exceptions: savedDays(this.days) };
  }

  private toolbar(): JQuery {
    const { translate } = this;
    const templates = $('<select>').css({ width: 'auto', margin: '0' });
    templates.attr('aria-label', translate('form.template'));
    templates.append($('<option>').val('').text(translate('form.template')));
    templates.append(
      ...CALENDAR_TEMPLATES.map((name) =>
        $('<option>')
          .val(name)
          .text(translate(`template.${name}`)),
      ),
    );
    templates.on('change', () => {
      const chosen = String(templates.val());
      if (chosen === '') return;
      this.shifts.splice(0, this.shifts.length, ...templateShifts(chosen as CalendarTemplate, translate));
      templates.val('');
      this.draw();
    });
    const add = $('<button type="button" class="red-ui-button red-ui-button-small">')
      .append(
        $('<i class="fa fa-plus" aria-hidden="true">'),
        ' ',
        $('<span>').text(translate('form.addShift')),
      )
      .on('click', () => {
        this.shifts.push({ name: '', days: [1, 2, 3, 4, 5], start: '', end: '', breaks: [] });
        this.draw();
        this.weekly.children().last().find('input').first().trigger('focus');
      });
    return $('<div>').css({ display: 'flex', gap: '6px', alignItems: 'center' }).append(add, templates);
  }

  private draw(): void {
    this.weekly.empty().append(...this.rows.draw(this.shifts, 'shifts'));
    this.exceptions.empty().append(...this.calendarDays.draw(this.days));
    this.check();
  }

  private check(): void {
    const { rules, problems } = readCalendar({ zone: this.zone.val(), ...this.values() });
    markProblems(this.box, problems, this.translate);
    this.preview.show(rules);
  }

  /** A copy of what a day of the week has. */
  private shiftsOn(weekday: number): EditedShift[] {
    const shifts = this.shifts.filter(({ days }) => days.includes(weekday));
    return shifts.map((shift) => ({
      ...shift,
      days: [],
      breaks: shift.breaks.map((pause) => ({ ...pause })),
    }));
  }
}
