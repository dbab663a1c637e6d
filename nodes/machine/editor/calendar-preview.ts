import type { CalendarRules } from '../../../lib/calendar/shift-calendar';
import { common, ShiftCalendar, type Span } from '../../../lib/calendar/shift-calendar';
import { type Day, dayAfter, dayAt, weekdayOf } from '../../../lib/calendar/wall-time';
import type { Translate } from '../../shared/editor/editor-api';
import { dayName, WEEK } from './calendar-dates';
import { button } from './shift-rows';

const HOUR_MS = 3_600_000;
const HOURS = [0, 6, 12, 18, 24];
const SHADES = ['0.9', '0.65', '0.45', '0.3'];

/** A week of the calendar as it is edited, a bar a day, drawn whenever something changes. */
export class CalendarPreview {
  readonly element = $('<div>');
  private readonly title = $('<span aria-live="polite">');
  private readonly days = $('<div>');
  private weeks = 0;
  private rules: CalendarRules | undefined;

  constructor(private readonly translate: Translate) {
    const turn = (by: number) => () => {
      this.weeks += by;
      this.draw();
    };
    const head = $('<div>').css({ display: 'flex', gap: '6px', alignItems: 'center', margin: '4px 0' });
    head.append(
      button('fa-chevron-left', translate('form.weekBefore'), turn(-1)),
      button('fa-chevron-right', translate('form.weekAfter'), turn(1)),
      this.title,
    );
    this.element.append(head, this.days);
  }

  show(rules: CalendarRules): void {
    this.rules = rules;
    this.draw();
  }

  private draw(): void {
    const { rules, translate } = this;
    if (!rules) return;
    const calendar = new ShiftCalendar(rules);
    const today = dayAt(rules.zone, Date.now());
    const monday = dayAfter(today, 1 - weekdayOf(today) + 7 * this.weeks);
    const week = WEEK.map((weekday) => dayAfter(monday, weekday - 1));
    const [from, to] = [calendar.dayOf(monday).from, calendar.dayOf(dayAfter(monday, 7)).from];
    const planned = calendar.plannedBetween(from, to).reduce((sum, span) => sum + span.to - span.from, 0);
    const key = this.weeks === 0 ? 'form.thisWeek' : 'form.otherWeek';
    const hours = Math.round((planned / HOUR_MS) * 100) / 100;
    this.title.text(translate(key, { from: dayName(monday), to: dayName(dayAfter(monday, 6)), hours }));
    this.days.empty().append(...week.map((day) => this.day(calendar, day, day === today)), scale());
  }

  private day(calendar: ShiftCalendar, day: Day, isToday: boolean): JQuery {
    const span = calendar.dayOf(day);
    const bar = $('<div>').css({
      ...{ position: 'relative', flex: '1', height: '20px', overflow: 'hidden' },
      background: 'var(--red-ui-secondary-background-inactive)',
      border: '1px solid var(--red-ui-secondary-border-color)',
    });
    const names = [...new Set(calendar.shiftsOf(day).map(({ name }) => name))];
    for (const shift of calendar.shiftsBetween(span.from, span.to)) {
      const shade = SHADES[Math.max(0, names.indexOf(shift.name)) % SHADES.length] ?? '1';
      for (const piece of shift.planned) bar.append(block(common(piece, span), span, shade));
      const shown = common(shift, span);
      if (shown) bar.append(label(shift.name, shown, span));
    }
    const name = $('<span>')
      .css({ width: '96px', fontWeight: isToday ? 'bold' : 'normal' })
      .text(dayName(day));
    const line = $('<div>').css({ display: 'flex', alignItems: 'center', marginBottom: '2px' });
    return line.append(name, bar.attr({ role: 'img', 'aria-label': this.words(calendar, day) }));
  }

  /** What the bar shows, for those who do not see it. */
  private words(calendar: ShiftCalendar, day: Day): string {
    const names = calendar.shiftsOf(day).map(({ name }) => name);
    return `${dayName(day)}: ${names.join(', ') || this.translate('form.noWork')}`;
  }
}

function block(piece: Span | undefined, day: Span, opacity: string): JQuery {
  if (!piece) return $();
  return $('<span>').css({ ...place(piece, day), background: 'var(--red-ui-text-color-link)', opacity });
}

function label(name: string, piece: Span, day: Span): JQuery {
  return $('<span>')
    .css({
      ...place(piece, day),
      ...{ padding: '0 4px', fontSize: '11px', lineHeight: '18px', whiteSpace: 'nowrap', overflow: 'hidden' },
      borderLeft: '1px solid var(--red-ui-primary-background)',
      color: 'var(--red-ui-primary-text-color)',
      boxSizing: 'border-box',
    })
    .text(name)
    .attr('title', name);
}

function place({ from, to }: Span, day: Span): Record<string, string> {
  const percent = (ms: number) => `${(ms / (day.to - day.from)) * 100}%`;
  return {
    position: 'absolute',
    top: '0',
    bottom: '0',
    left: percent(from - day.from),
    width: percent(to - from),
  };
}

function scale(): JQuery {
  const line = $('<div aria-hidden="true">').css({
    ...{ display: 'flex', justifyContent: 'space-between', marginLeft: '96px', fontSize: '11px' },
    color: 'var(--red-ui-secondary-text-color)',
  });
  return line.append(...HOURS.map((hour) => $('<span>').text(`${hour}:00`)));
}
